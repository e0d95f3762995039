// The whole schema as one text, from a database that was just migrated: what db/schema.sql holds.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { prepareServer } from '#kernel/database/owner.ts'
import { findBinaries } from '#kernel/database/postgres-binaries.ts'
import { applicationPassword } from '#kernel/secrets.ts'
import { modules } from '../../src/modules.ts'
import { joinMigrations } from '../../src/socle.ts'
import { testSecret } from './throw-away-cluster.ts'

export const schemaFile = join(import.meta.dirname, '../../db/schema.sql')
const run = promisify(execFile)
const outputBytesMax = 20_000_000

/** Migrates the empty database and dumps the schemas of the kernel and of all modules; the job queue's is not ours. */
export async function dumpSchema(ownerUrl: string): Promise<string> {
  const sets = joinMigrations(modules)
  await prepareServer(ownerUrl, { sets, queues: [] }, applicationPassword(testSecret))
  const found = await findBinaries({ path: process.env['PATH'] })
  if (found.kind === 'missing') throw new Error(found.reason)
  const schemas = sets.flatMap(({ schema }) => ['--schema', schema])
  const args = ['--schema-only', '--no-owner', ...schemas, '--dbname', ownerUrl]
  const { stdout } = await run(join(found.binaries.binDir, 'pg_dump'), args, { maxBuffer: outputBytesMax })
  return `-- Made by \`node bin/dump-schema.ts\` from the migrations; never edited.\n\n${normalize(stdout)}`
}

/** Leaves out what depends on the machine: versions, session settings, the tokens that guard psql. */
function normalize(dump: string): string {
  const kept = dump
    .split('\n')
    .filter((line) => !/^(?:--|SET |SELECT pg_catalog\.set_config|\\(?:un)?restrict )/.test(line))
    .join('\n')
  return `${kept.replaceAll(/\n{3,}/g, '\n\n').trim()}\n`
}
