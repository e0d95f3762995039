// The front page, executed: `npm start`, the call of the API, the command line, and the offline verification of the audit.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import pg from 'pg'
import { chooseSocketPlace, databaseName, ownerUrl } from '#kernel/database/native-settings.ts'
import { codeBlocks, readText, repository, sectionOf } from './support/markdown.ts'

const run = promisify(execFile)
const startTimeoutMs = 300_000
const readyPattern = /^Socle prêt : (http:\/\/127\.0\.0\.1:\d+)$/
/** What `npm start` says only when something had to be installed or built, and npm's own heading. */
const preparation =
  /^(?:|> .*|Installation des dépendances…|added \d+ packages in .*|Construction de l’interface…|First load, gzip: .*)$/

interface Running {
  readonly child: ChildProcess
  readonly url: string
  readonly lines: readonly string[]
}

const dataDir = await mkdtemp(join(tmpdir(), 'socle-readme-'))
// mkdtemp closes the folder to everybody else; PostgreSQL runs under another account when the tests run as root.
await chmod(dataDir, 0o755)
const env = { ...cleanEnv(), PORT: '0', SOCLE_DATA_DIR: dataDir }

/** The environment without variables of Socle, as on a machine where nothing is configured. */
function cleanEnv(): Record<string, string> {
  const given = Object.entries(process.env).filter(
    ([name]) => !/^(?:SOCLE_|DATABASE_URL$|SMTP_URL$|NODE_|npm_)/.test(name),
  )
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? '']))
}

async function start(): Promise<Running> {
  const child = spawn('npm', ['start'], { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const errors: string[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      const url = readyPattern.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', (code) =>
      reject(new Error(`npm start ended with ${code}: ${lines.join('\n')}${errors.join('')}`)),
    )
    setTimeout(() => reject(new Error(`no ready line: ${lines.join('\n')}`)), startTimeoutMs).unref()
  })
  return { child, url: await ready, lines }
}

/** A script of a document as the reader would paste it, on the port that this run got. */
async function shell(script: string, url: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', script.replaceAll('http://127.0.0.1:8080', url)], { env })
  return stdout.trim()
}

/** Ids are new in every demo world, and its periods end yesterday. */
function timeless(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/20\d\d-\d\d\b/g, 'MONTH')
    .replaceAll(/\d\d\/\d\d\/20\d\d/g, 'DAY')
}

describe('the front page', () => {
  let running: Running

  before(async () => {
    running = await start()
  })

  after(async () => {
    await rm(dataDir, { recursive: true, force: true })
  })

  test('`npm start` prints what it shows', () => {
    const shown = codeBlocks(sectionOf(readText('README.md'), 'start'), 'console')[0] ?? ''
    const [command, ...expected] = shown.trim().split('\n')
    assert.equal(command, '$ npm start')
    const ready = (line: string): string => (readyPattern.test(line) ? 'READY' : line)
    assert.deepEqual(
      running.lines.filter((line) => !preparation.test(line)).map(ready),
      expected.filter((line) => !preparation.test(line)).map(ready),
    )
  })

  test('its call of the API answers what it shows', async () => {
    const section = sectionOf(readText('README.md'), 'curl')
    const [script = ''] = codeBlocks(section, 'sh')
    const [answer = ''] = codeBlocks(section, 'json')
    assert.equal(timeless(await shell(script, running.url)), timeless(answer.trim()))
  })

  test('`npx socle` beside the running server prints what it shows', async () => {
    const shown = codeBlocks(sectionOf(readText('README.md'), 'cli'), 'console')[0] ?? ''
    const [command = '', ...expected] = shown.trim().split('\n')
    const { stdout } = await run('sh', ['-c', command.replace('$ ', '')], { cwd: repository, env })
    assert.deepEqual(stdout.trim().split('\n'), expected)
    const verified = await run('npx', ['socle', 'audit', 'verify'], { cwd: repository, env })
    assert.match(verified.stdout, /^[0-9a-f-]{36} {2}intacte, \d+ entrées, tête [0-9a-f]{64}$/m)
    const rotated = await run('npx', ['socle', 'keys', 'rotate'], { cwd: repository, env })
    assert.match(rotated.stdout, /^Clé 2 en service/)
  })

  test('the recipe of the audit guide recomputes the demo’s chain, and finds what a superuser changed', async () => {
    const page = readText('docs/guide/audit.md')
    const script = join(dataDir, 'verify.py')
    await writeFile(script, codeBlocks(page, 'python')[0] ?? '')
    const token = await tokenOf(running.url)
    const api = `${running.url}/api/v1`
    const verdict = await verify(script, api, token)
    const own = (await (await call(`${api}/audit/verify`, token)).json()) as {
      readonly entries: number
      readonly head: string
    }
    assert.equal(verdict, `${own.entries} entries hold, head ${own.head}`)
    await tamper()
    assert.equal(await verify(script, api, token), 'broken at 7')
  })

  test('every act of the demo is on the list of recorded acts', async () => {
    const listed = sectionOf(readText('docs/guide/audit.md'), 'audit-actions')
    const answer = await call(`${running.url}/api/v1/audit?limit=500`, await tokenOf(running.url))
    const { items } = (await answer.json()) as { readonly items: readonly { readonly action: string }[] }
    const acts = new Set(items.map(({ action }) => action))
    assert.ok(acts.size > 5)
    assert.deepEqual(
      [...acts].filter((act) => !listed.includes(`\`${act}\``)),
      [],
    )
  })

  test('SIGTERM to npm stops the server in order', { timeout: 15_000 }, async () => {
    const ended = new Promise<number | null>((resolve) => running.child.once('exit', resolve))
    running.child.kill('SIGTERM')
    assert.equal(await ended, 0)
    await assert.rejects(fetch(`${running.url}/health/live`))
  })
})

async function call(address: string, token: string): Promise<Response> {
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(answer.status, 200, address)
  return answer
}

async function tokenOf(url: string): Promise<string> {
  const [script = ''] = codeBlocks(sectionOf(readText('README.md'), 'curl'), 'sh')
  const login = script.slice(0, script.lastIndexOf('curl -s'))
  return shell(`${login}\necho "$TOKEN"`, url)
}

/** The recipe in JavaScript, and where there is a Python also the page's own script: they must agree. */
async function verify(script: string, api: string, token: string): Promise<string> {
  const verdict = await verifyByRecipe(api, token)
  const hasPython = await run('python3', ['--version']).then(
    () => true,
    () => false,
  )
  if (!hasPython) return verdict
  const said = await run('python3', [script, api, token]).then(
    ({ stdout }) => stdout.trim(),
    ({ stderr }: { readonly stderr: string }) => stderr.trim(),
  )
  assert.equal(said, verdict)
  return verdict
}

interface Entry {
  readonly seq: number
  readonly at: string
  readonly actor_id: string | null
  readonly action: string
  readonly entity: string
  readonly entity_id: string | null
  readonly summary: string
  readonly before: unknown
  readonly after: unknown
  readonly prev_hash: string
  readonly hash: string
}

async function verifyByRecipe(api: string, token: string): Promise<string> {
  const { id } = (await (await call(`${api}/organization`, token)).json()) as { readonly id: string }
  const { items, next_cursor } = (await (await call(`${api}/audit?limit=500`, token)).json()) as {
    readonly items: readonly Entry[]
    readonly next_cursor: string | null
  }
  assert.equal(next_cursor, null, 'the demo fits one page')
  let previous = '00'.repeat(32)
  for (const [index, e] of items.toReversed().entries()) {
    const at = e.at.replace(/(?:\.(\d+))?Z$/, (_, digits?: string) => `.${(digits ?? '').padEnd(6, '0')}Z`)
    const fields = [
      id,
      String(e.seq),
      at,
      e.actor_id,
      e.action,
      e.entity,
      e.entity_id,
      e.summary,
      canonical(e.before),
      canonical(e.after),
    ]
    const text = fields.map((field) => (field === null ? '-' : `${[...field].length}:${field}`)).join('')
    const hash = createHash('sha256').update(Buffer.from(previous, 'hex')).update(text).digest('hex')
    if (e.seq !== index + 1 || e.prev_hash !== previous || hash !== e.hash) return `broken at ${index + 1}`
    previous = e.hash
  }
  return `${items.length} entries hold, head ${previous}`
}

function canonical(state: unknown): string | null {
  if (state === null) return null
  return JSON.stringify(state, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

/** What only a superuser of the private cluster can do. */
async function tamper(): Promise<void> {
  const place = chooseSocketPlace(dataDir)
  assert.ok(place.kind === 'fixed', 'the socket lies in the data folder')
  const client = new pg.Client({ connectionString: ownerUrl(place.path, databaseName) })
  await client.connect()
  try {
    await client.query('alter table kernel.audit_entry disable trigger user')
    await client.query(`update kernel.audit_entry set summary = summary || '.' where seq = 7`)
    await client.query('alter table kernel.audit_entry enable trigger user')
  } finally {
    await client.end()
  }
}
