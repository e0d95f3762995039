// Fetching from a real server on loopback, which the test allows by name. Beside PostgreSQL's tests because it opens sockets.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { startFileServer } from '../../../test/support/file-server.ts'
import { Problem } from '../problem.ts'
import { fetchFile } from './fetch-file.ts'
import type { FileRequest } from './fetch-file.ts'
import { readAllowedHosts } from './target.ts'

const server = await startFileServer()
const other = await startFileServer()
const folder = await mkdtemp(join(tmpdir(), 'socle-fetch-'))
const path = join(folder, 'file')
const allowed = readAllowedHosts(`${server.host},${other.host}`)

const fetch = (where: string, change: Partial<FileRequest> = {}) =>
  fetchFile({
    url: where.startsWith('/') ? `${server.origin}${where}` : where,
    authorization: null,
    etag: null,
    last_modified: null,
    path,
    bytes_max: 1_048_576,
    allowed,
    signal: new AbortController().signal,
    ...change,
  })

/** The code and the explanation of a fetch that must fail, and leave nothing behind. */
async function refusal(where: string, change: Partial<FileRequest> = {}): Promise<string> {
  const error = await fetch(where, change).then(
    () => assert.fail('it was fetched'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof Problem, String(error))
  assert.equal(existsSync(path), false)
  return `${error.code} ${error.extras.detail}`
}

describe('fetching a file', () => {
  beforeEach(() => rm(path, { force: true }))
  after(async () => {
    await server[Symbol.asyncDispose]()
    await other[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  test('a file arrives whole, with its checksum, its name and what tells its version', async () => {
    const text = 'code;periode;valeur\nA;2025-01;9\n'
    server.give('/valeurs.csv', text, { etag: '"v1"', 'last-modified': 'Mon, 02 Jun 2025 10:00:00 GMT' })
    const file = await fetch('/valeurs.csv')
    assert.ok(file !== 'unchanged')
    const { first_bytes: _first, ...rest } = file
    assert.deepEqual(rest, {
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
      etag: '"v1"',
      last_modified: 'Mon, 02 Jun 2025 10:00:00 GMT',
      name: 'valeurs.csv',
    })
    assert.equal(await readFile(path, 'utf8'), text)
  })

  test('it asks for the file as it is, and says what it has', async () => {
    server.serve('/known', (response) => response.writeHead(304).end())
    assert.equal(await fetch('/known', { etag: '"v1"', last_modified: 'hier' }), 'unchanged')
    const { headers } = server.asked.at(-1) ?? assert.fail()
    assert.equal(headers['if-none-match'], '"v1"')
    assert.equal(headers['if-modified-since'], 'hier')
    assert.equal(headers['accept-encoding'], 'identity')
    assert.equal(headers['authorization'], undefined)
    assert.match(await refusal('/known'), /^ADDRESS_STATUS .*304/)
  })

  test('what cannot be sent back as it came is not kept', async () => {
    server.give('/odd', 'a', { etag: `"${'x'.repeat(400)}"`, 'last-modified': 'x'.repeat(101) })
    const file = await fetch('/odd')
    assert.ok(file !== 'unchanged')
    assert.deepEqual([file.etag, file.last_modified], [null, null])
  })

  test('a secret goes to the origin it was given for, and to no other', async () => {
    server.serve('/moved', (response) => response.writeHead(302, { location: `${other.origin}/there.csv` }).end())
    server.serve('/near', (response) => response.writeHead(307, { location: 'moved' }).end())
    other.give('/there.csv', 'a;b\n')
    assert.notEqual(await fetch('/near', { authorization: 'Bearer s3cret' }), 'unchanged')
    assert.deepEqual(
      server.asked.slice(-2).map(({ headers }) => headers['authorization']),
      ['Bearer s3cret', 'Bearer s3cret'],
    )
    assert.equal(other.asked.at(-1)?.path, '/there.csv')
    assert.equal(other.asked.at(-1)?.headers['authorization'], undefined)
    // and there and back again
    other.serve('/there.csv', (response) => response.writeHead(302, { location: `${server.origin}/chosen` }).end())
    server.give('/chosen', 'a;b\n')
    await rm(path)
    assert.notEqual(await fetch('/near', { authorization: 'Bearer s3cret' }), 'unchanged')
    assert.equal(server.asked.at(-1)?.path, '/chosen')
    assert.equal(server.asked.at(-1)?.headers['authorization'], undefined)
  })

  test('every redirect is looked at anew: into the local network, out of the web, without end', async () => {
    const lead = (to: string | null): Promise<string> => {
      server.serve('/lead', (response) => response.writeHead(301, to === null ? {} : { location: to }).end())
      return refusal('/lead')
    }
    assert.match(await lead('http://127.0.0.1:1/'), /^ADDRESS_REFUSED .*réseau privé/)
    assert.match(await lead('http://169.254.169.254/latest/meta-data/'), /^ADDRESS_REFUSED/)
    assert.match(await lead('http://[::ffff:127.0.0.1]/'), /^ADDRESS_REFUSED/)
    assert.match(await lead('file:///etc/passwd'), /^ADDRESS_REFUSED .*https/)
    assert.match(await lead('http://moi:mdp@a.example/'), /^ADDRESS_REFUSED .*mot de passe/)
    assert.match(await lead('http://[oops'), /^ADDRESS_REDIRECTED/)
    assert.match(await lead(null), /^ADDRESS_REDIRECTED/)
    const before = server.asked.length
    assert.match(await lead('/lead'), /^ADDRESS_REDIRECTED .*trop/)
    assert.equal(server.asked.length - before, 4)
  })

  test('a name that leads to this machine is refused before anything is sent', async () => {
    const before = server.asked.length
    const { port } = new URL(server.origin)
    assert.match(await refusal(`http://localhost:${port}/valeurs.csv`), /^ADDRESS_REFUSED .*réseau privé/)
    assert.match(await refusal(`http://127.0.0.1:${port}/valeurs.csv`, { allowed: new Set() }), /^ADDRESS_REFUSED/)
    assert.equal(server.asked.length, before)
  })

  test('a secret is not sent over an open line', async () => {
    const authorization = 'Basic bW9pOm1kcA=='
    assert.match(await refusal('http://8.8.8.8/', { authorization }), /^ADDRESS_REFUSED .*https/)
  })

  test('what is too large is refused, whether its size is told or not', async () => {
    const big = 'x'.repeat(2_000)
    server.give('/told', big, { 'content-length': '2000' })
    server.serve('/untold', (response) => {
      response.writeHead(200)
      response.write(big)
      response.end()
    })
    assert.match(await refusal('/told', { bytes_max: 1_999 }), /^FILE_TOO_LARGE/)
    assert.match(await refusal('/untold', { bytes_max: 1_999 }), /^FILE_TOO_LARGE/)
    assert.notEqual(await fetch('/untold', { bytes_max: 2_000 }), 'unchanged')
  })

  test('a server that never answers, never ends or drips is left', async () => {
    const limits = { total_ms: 400, idle_ms: 100 }
    server.serve('/silent', () => undefined)
    server.serve('/stuck', (response) => response.writeHead(200).write('code'))
    server.serve('/drip', (response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    for (const where of ['/silent', '/stuck', '/drip'])
      assert.match(await refusal(where, { limits }), /^ADDRESS_TOO_SLOW/, where)
  })

  test('a server that changes the protocol without being asked is left, with an answer', async () => {
    server.serve('/upgrade', (_response, { socket }) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n')
    })
    const late = wait(2_000, 'nothing', { ref: false })
    assert.match(await Promise.race([refusal('/upgrade'), late]), /^ADDRESS_STATUS .*101/)
  })

  test('a connection that breaks is no file', async () => {
    server.serve('/broken', (response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('code;periode')
      setTimeout(() => response.destroy(), 20)
    })
    assert.match(await refusal('/broken'), /^ADDRESS_UNREACHABLE .*coupée/)
    server.serve('/reset', (response) => response.destroy())
    assert.match(await refusal('/reset'), /^ADDRESS_UNREACHABLE/)
    assert.match(
      await refusal('http://127.0.0.1:1/', { allowed: readAllowedHosts('127.0.0.1') }),
      /refuse la connexion/,
    )
    assert.match(
      await refusal('https://127.0.0.1:1/', { allowed: readAllowedHosts('127.0.0.1') }),
      /refuse la connexion/,
    )
    const encrypted = server.origin.replace('http', 'https')
    assert.match(await refusal(encrypted), /^ADDRESS_UNREACHABLE/)
  })

  test('refusals and errors of the server are told apart', async () => {
    const status = (code: number): Promise<string> => {
      server.serve('/status', (response) => response.writeHead(code).end('x'))
      return refusal('/status')
    }
    assert.match(await status(401), /^ADDRESS_UNAUTHORIZED .*401/)
    assert.match(await status(403), /^ADDRESS_UNAUTHORIZED/)
    assert.match(await status(404), /^ADDRESS_STATUS .*n’y est pas/)
    for (const code of [204, 206, 429, 500, 503])
      assert.match(await status(code), new RegExp(`^ADDRESS_STATUS .*${code}`))
  })

  test('a page, a picture, data of another kind or a compressed answer is no table', async () => {
    const typed = (headers: Readonly<Record<string, string>>): Promise<string> => {
      server.give('/typed', 'x', headers)
      return refusal('/typed')
    }
    assert.match(await typed({ 'content-type': 'text/html; charset=utf-8' }), /^ADDRESS_NOT_A_FILE .*page/)
    assert.match(await typed({ 'content-type': 'application/json' }), /^ADDRESS_NOT_A_FILE/)
    assert.match(await typed({ 'content-type': 'application/problem+json' }), /^ADDRESS_NOT_A_FILE/)
    assert.match(await typed({ 'content-type': 'image/png' }), /^ADDRESS_NOT_A_FILE/)
    assert.match(await typed({ 'content-encoding': 'gzip' }), /^ADDRESS_NOT_A_FILE .*compressé/)
    assert.match(await typed({ 'content-encoding': 'br, gzip' }), /^ADDRESS_NOT_A_FILE/)
  })

  test('a disk that refuses is no fault of the address', async () => {
    server.give('/fine', 'a;b\n')
    await assert.rejects(fetch('/fine', { path: join(folder, 'nowhere', 'file') }), { code: 'ENOENT' })
  })

  test('whoever started it can stop it, and hears his own reason', async () => {
    const stop = new AbortController()
    server.serve('/waiting', () => stop.abort(new Error('arrêt')))
    await assert.rejects(fetch('/waiting', { signal: stop.signal }), /arrêt/)
    await assert.rejects(fetch('/waiting', { signal: AbortSignal.abort(new Error('déjà')) }), /déjà/)
  })

  test('a name that turns out not to exist after everybody left troubles nobody', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const signal = AbortSignal.abort(new Error('parti'))
    await assert.rejects(fetch('http://nowhere.invalid/', { signal }), /parti/)
    await assert.rejects(lookup('nowhere.invalid', { all: true }))
    await wait(20)
    process.off('unhandledRejection', note)
    assert.deepEqual(unhandled, [])
  })
})
