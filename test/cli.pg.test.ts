// The command line door as a process of its own.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const repository = join(import.meta.dirname, '..')

test('a command where there is no database says so and makes none', () => {
  const folder = join(tmpdir(), `socle-nowhere-${process.pid}`)
  const { status, stderr } = spawnSync(process.execPath, ['src/cli.ts', 'audit', 'verify'], {
    cwd: repository,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], SOCLE_DATA_DIR: folder },
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(stderr, /Aucune base de données dans .*socle-nowhere/)
  assert.ok(!existsSync(folder))
})
