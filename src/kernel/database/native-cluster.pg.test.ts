// The private cluster under everything that happens to one: restarts, kill -9 on either side, a power cut, two starts at once, odd paths, other accounts.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { Client } from 'pg'
import { FolderBusy, startOf } from './folder-lock.ts'
import {
  findNative,
  findRunningCluster,
  hasNativeData,
  NativeClusterFailure,
  startNativeCluster,
} from './native-cluster.ts'
import type { NativeCluster } from './native-cluster.ts'

const childScript = join(import.meta.dirname, '../../../test/support/native-child.ts')
const isRoot = process.getuid?.() === 0
const silent = { info: () => undefined, warn: () => undefined }

let base = ''
/** The folder that most tests share: making a cluster is the slow part. */
let dataDir = ''

before(async () => {
  base = await mkdtemp(join(tmpdir(), 'socle-native-'))
  await chmod(base, 0o711)
  dataDir = join(base, 'var')
})

after(() => rm(base, { recursive: true, force: true }))

const start = (folder = dataDir): Promise<NativeCluster> => startNativeCluster({ dataDir: folder, log: silent })

async function ask<T>(url: string, text: string): Promise<T | undefined> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ value: T }>(text)
    return rows[0]?.value
  } finally {
    await client.end()
  }
}

interface Child {
  readonly process: ChildProcess
  next(): Promise<Readonly<Record<string, unknown>>>
}

async function startChild(folder: string, account?: string): Promise<Child & { readonly ownerUrl: string }> {
  const args = [childScript, folder, ...(account === undefined ? [] : [account])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<Readonly<Record<string, unknown>>> => {
    const line = await lines.next()
    assert.ok(line.done !== true, 'the child ended without a word')
    return JSON.parse(line.value) as Readonly<Record<string, unknown>>
  }
  const { ownerUrl } = await next()
  assert.ok(typeof ownerUrl === 'string')
  return { process: child, next, ownerUrl }
}

async function kill(child: Child, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child.process, 'exit')
  child.process.kill(signal)
  await gone
}

async function postmasterOf(folder: string): Promise<number> {
  return Number.parseInt(await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}

async function countNotes(cluster: NativeCluster): Promise<string | undefined> {
  return ask<string>(cluster.ownerUrl, 'select count(*)::text as value from note')
}

test('the first start makes a durable database with PostGIS, and says so', async () => {
  assert.equal(hasNativeData(dataDir), false)
  await using cluster = stopping(await start())
  assert.equal(hasNativeData(dataDir), true)
  const answer = await ask<string>(
    cluster.ownerUrl,
    `select concat_ws(' ', current_database(), current_user, current_setting('fsync'), current_setting('data_checksums'),
      current_setting('listen_addresses'), pg_encoding_to_char(encoding), st_astext(st_point(1, 2))) as value
     from pg_database where datname = current_database()`,
  )
  assert.equal(answer, 'socle socle_owner on on  UTF8 POINT(1 2)')
  await ask(cluster.ownerUrl, 'create table note (n int)')
})

test('a second start finds the same data', async () => {
  await using cluster = stopping(await start())
  await ask(cluster.ownerUrl, 'insert into note values (1)')
  assert.equal(await countNotes(cluster), '1')
})

test('after kill -9 of Node alone, the postgres that survived is replaced and what was committed is there', async () => {
  const child = await startChild(dataDir)
  await ask(child.ownerUrl, 'insert into note values (2)')
  const survivor = await postmasterOf(dataDir)
  await kill(child, 'SIGKILL')
  assert.notEqual(startOf(survivor), undefined)
  await using cluster = stopping(await start())
  assert.equal(startOf(survivor), undefined)
  assert.equal(await countNotes(cluster), '2')
})

test('after kill -9 of postgres, the owner is told and the next start recovers', async () => {
  const child = await startChild(dataDir)
  await ask(child.ownerUrl, 'insert into note values (3)')
  process.kill(await postmasterOf(dataDir), 'SIGKILL')
  assert.match(String((await child.next())['died']), /PostgreSQL s’est arrêté de lui-même/)
  await kill(child, 'SIGKILL')
  await using cluster = stopping(await start())
  assert.equal(await countNotes(cluster), '3')
})

test('kill -9 of postgres in the middle of work is recovered although its children linger', async () => {
  const child = await startChild(dataDir)
  const busy = new Client({ connectionString: child.ownerUrl })
  busy.on('error', () => undefined)
  await busy.connect()
  const work = busy.query(`select sum(sqrt(n)) from generate_series(1, 20000000) n`).catch((error: unknown) => error)
  process.kill(await postmasterOf(dataDir), 'SIGKILL')
  await kill(child, 'SIGKILL')
  await using cluster = stopping(await start())
  assert.equal(await countNotes(cluster), '3')
  await work
  await busy.end().catch(() => undefined)
})

test('a pid file whose number now belongs to another program of the same account stops nobody', async () => {
  const child = await startChild(dataDir)
  const postmaster = await postmasterOf(dataDir)
  await kill(child, 'SIGKILL')
  process.kill(postmaster, 'SIGKILL')
  const found = await findNative(dataDir)
  assert.ok(found.kind === 'found')
  const stranger = spawn(
    'sleep',
    ['60'],
    found.switchTo === undefined ? {} : { uid: found.switchTo.uid, gid: found.switchTo.gid },
  )
  try {
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
    await writeFile(pidFile, (await readFile(pidFile, 'utf8')).replace(/^\d+/, String(stranger.pid)))
    await using cluster = stopping(await start())
    assert.equal(await countNotes(cluster), '3')
    assert.equal(stranger.exitCode, null)
    assert.notEqual(startOf(stranger.pid ?? 0), undefined)
  } finally {
    stranger.kill()
  }
})

test('a second Socle on the same folder is refused with the number of the first, which goes on', async () => {
  await using cluster = stopping(await start())
  await assert.rejects(
    start(),
    (error) => error instanceof FolderBusy && error.message.includes(`processus ${process.pid}`),
  )
  assert.equal(await findRunningCluster(dataDir), cluster.ownerUrl)
  assert.equal(await countNotes(cluster), '3')
})

test('a Ctrl-C in the terminal reaches Node, not postgres', async () => {
  const child = await startChild(dataDir)
  const gone = once(child.process, 'exit')
  process.kill(-(child.process.pid ?? 0), 'SIGINT')
  assert.equal((await child.next())['answer'], 42)
  assert.deepEqual(await gone, [0, null])
})

test('stopping ends open work within ten seconds and leaves no lock, socket or process', async () => {
  const child = await startChild(dataDir)
  const postmaster = await postmasterOf(dataDir)
  const busy = new Client({ connectionString: child.ownerUrl })
  busy.on('error', () => undefined)
  await busy.connect()
  await busy.query('begin')
  const work = busy.query('select pg_sleep(60)').catch(() => 'ended')
  const begun = Date.now()
  await kill(child, 'SIGTERM')
  assert.ok(Date.now() - begun < 10_000)
  assert.equal(await work, 'ended')
  assert.equal(startOf(postmaster), undefined)
  assert.deepEqual((await readdir(dataDir)).sort(), ['postgres', 'postgres-settings', 'postgres.log'])
})

test('a role without the owner’s account must prove its password', async () => {
  await using cluster = stopping(await start())
  await ask(cluster.ownerUrl, `create role guest login password 'right horse'`)
  const guest = (password: string): string =>
    cluster.ownerUrl.replace('socle_owner@', `guest:${encodeURIComponent(password)}@`)
  assert.equal(await ask(guest('right horse'), 'select current_user as value'), 'guest')
  await assert.rejects(ask(guest('wrong horse'), 'select 1'), { code: '28P01' })
})

test('the log holds neither statements nor values', async () => {
  await using cluster = stopping(await start())
  await assert.rejects(ask(cluster.ownerUrl, `select 'jeanne@exemple.fr'::int as value`), { code: '22P02' })
  assert.doesNotMatch(readFileSync(join(dataDir, 'postgres.log'), 'utf8'), /jeanne/)
})

test('a first start that was cut in the middle is begun again', async () => {
  const folder = join(base, 'données de l’été')
  await mkdir(join(folder, 'postgres.new', 'base'), { recursive: true })
  await using cluster = stopping(await start(folder))
  assert.equal(await ask(cluster.ownerUrl, `select 'à' < 'b' as value`), false)
})

test('a path too long for a socket moves the socket, and a crash leaves no second one behind', async () => {
  const folder = join(base, 'x'.repeat(100))
  const child = await startChild(folder)
  const first = new URL(child.ownerUrl).searchParams.get('host') ?? ''
  assert.ok(first !== '' && !first.startsWith(folder) && existsSync(first))
  process.kill(await postmasterOf(folder), 'SIGKILL')
  await kill(child, 'SIGKILL')
  const cluster = await start(folder)
  assert.equal(existsSync(first), false)
  await cluster.stop()
  assert.equal(existsSync(new URL(cluster.ownerUrl).searchParams.get('host') ?? ''), false)
})

test('data of a version that is not installed is refused, never replaced', async () => {
  const folder = join(base, 'old')
  await mkdir(join(folder, 'postgres'), { recursive: true })
  await writeFile(join(folder, 'postgres', 'PG_VERSION'), '9\n')
  await assert.rejects(
    start(folder),
    (error) => error instanceof NativeClusterFailure && error.message.includes('PostgreSQL 9'),
  )
  assert.equal(await readFile(join(folder, 'postgres', 'PG_VERSION'), 'utf8'), '9\n')
})

test('a folder with other files in the place of the data is refused and left as it is', async () => {
  const folder = join(base, 'foreign')
  await mkdir(join(folder, 'postgres'), { recursive: true })
  await writeFile(join(folder, 'postgres', 'thesis.txt'), 'ten years')
  await assert.rejects(
    start(folder),
    (error) => error instanceof NativeClusterFailure && error.message.includes('autre chose'),
  )
  assert.equal(await readFile(join(folder, 'postgres', 'thesis.txt'), 'utf8'), 'ten years')
})

if (isRoot) {
  test('under root, postgres runs as another account and root still gets in', async () => {
    await using cluster = stopping(await start())
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${await postmasterOf(dataDir)}/status`, 'utf8'))?.[1]
    assert.notEqual(uid, '0')
    assert.equal(await ask(cluster.ownerUrl, 'select current_user as value'), 'socle_owner')
  })

  test('a folder that the unprivileged account cannot reach is named, before anything is written', async () => {
    const closed = join(base, 'closed')
    await mkdir(closed, { mode: 0o700 })
    const found = await findNative(join(closed, 'var'))
    assert.ok(found.kind === 'missing' && found.reason.includes(closed), JSON.stringify(found))
    await assert.rejects(start(join(closed, 'var')), NativeClusterFailure)
  })

  test('an ordinary account runs its own cluster, and root later keeps that account', async () => {
    const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }))
    const gid = Number(execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' }))
    const folder = join(base, 'ordinary', 'var')
    await mkdir(dirname(folder))
    await chown(dirname(folder), uid, gid)
    const child = await startChild(folder, `${uid}:${gid}`)
    await ask(new URL(child.ownerUrl).href, 'select 1 as value').catch((error: { code?: string }) =>
      assert.equal(error.code, '28000'),
    )
    await kill(child, 'SIGTERM')
    await using cluster = stopping(await start(folder))
    assert.equal(await ask(cluster.ownerUrl, 'select current_user as value'), 'socle_owner')
    const owner = execFileSync('stat', ['-c', '%u', join(folder, 'postgres')], { encoding: 'utf8' }).trim()
    assert.equal(owner, String(uid))
  })
}

/** For `await using`: the cluster stops at the end of the test, whatever happened in it. */
function stopping(cluster: NativeCluster): NativeCluster & AsyncDisposable {
  return { ...cluster, [Symbol.asyncDispose]: () => cluster.stop() }
}
