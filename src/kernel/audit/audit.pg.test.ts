// The audit on a real PostgreSQL: written with each act, readable by ADMINs, and any tampering is named.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person, TestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'
import { runCli } from '../cli.ts'
import { kernelCommands } from '../commands.ts'
import { recordAudit } from './audit.ts'
import { verifyAudit } from './verify.ts'

/** Lets the superuser do what no role of the application can. */
async function tamper(socle: TestSocle, statement: string): Promise<void> {
  await socle.asOwner('alter table kernel.audit_entry disable trigger user')
  await socle.asOwner(statement)
  await socle.asOwner('alter table kernel.audit_entry enable trigger user')
}

async function addEntries(socle: TestSocle, person: Person, count: number): Promise<void> {
  const scope = { organization_id: person.organization_id, user_id: person.user_id, role: 'ADMIN' } as const
  for (let index = 0; index < count; index += 1) {
    const after = { rank: index, note: `é ü 🌱 « ${index} »`, nothing: null, list: [1, 'a'] }
    await socle.services.database.transaction(scope, (tx) =>
      recordAudit(tx, {
        action: 'test.noted',
        entity: 'note',
        entity_id: null,
        summary: `Note ${index} — « 🌱 »`,
        after,
      }),
    )
  }
}

const verify = async (socle: TestSocle, as: Person) => (await socle.call('GET', '/audit/verify', { as })).json()

test('every act leaves an entry with its actor, newest first, in pages', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: false } })
  const first = (await socle.call('GET', '/audit?limit=2', { as: anne })).json()
  assert.equal(first.items[0].action, 'user.deactivated')
  assert.deepEqual([first.items[0].actor_id, first.items[0].entity_id], [anne.user_id, bruno.user_id])
  assert.deepEqual(
    [first.items[0].before, first.items[0].after],
    [
      { is_active: true, role: 'USER' },
      { is_active: false, role: 'USER' },
    ],
  )
  assert.match(first.items[0].hash, /^[0-9a-f]{64}$/)
  assert.equal(first.items[0].prev_hash, first.items[1].hash)
  const rest = (await socle.call('GET', `/audit?cursor=${first.next_cursor}`, { as: anne })).json()
  const actions = [...first.items, ...rest.items].map(({ action }: { action: string }) => action)
  assert.deepEqual(actions, [
    'user.deactivated',
    'auth.logged_in',
    'user.created',
    'auth.logged_in',
    'user.created',
    'organization.created',
  ])
  assert.equal(rest.next_cursor, null)
})

test('the audit is filtered by person, act, thing and day of the organisation', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  await socle.call('PATCH', '/organization', { as: anne, body: { time_zone: 'Pacific/Kiritimati' } })
  const count = async (query: string) => (await socle.call('GET', `/audit?${query}`, { as: anne })).json().items.length
  assert.equal(await count(`actor_id=${bruno.user_id}`), 1)
  assert.equal(await count('action=auth.logged_in'), 2)
  assert.equal(await count(`entity_id=${bruno.user_id}`), 2)
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Kiritimati' }).format(new Date())
  assert.equal(await count(`from=${day}&to=${day}`), 6)
  assert.equal(await count('to=2020-01-01'), 0)
  assert.equal(await count(`from=${encodeURIComponent(new Date(Date.now() - 60_000).toISOString())}`), 6)
  assert.equal(await count(`from=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`), 0)
  // an offset that RFC 3339 can write and PostgreSQL cannot read
  assert.equal(await count('from=2020-01-01T00:00:00%2B23:59'), 6)
  for (const query of [
    'from=2026-02-30',
    'to=yesterday!!',
    'from=2025-12-31T09:30:00Z[Europe/Paris]',
    'to=2025-12-31T09Z',
    'from=0000-01-01T00:00:00Z',
    'to=0001-01-01T00:00:00%2B14:00',
    'from=-000001-01-01T00:00:00Z',
    'to=%2B275760-09-13T00:00:00Z',
    'actor_id=x',
    'sort=seq',
    'limit=0',
    'limit=501',
    'cursor=zzz',
  ]) {
    assert.equal((await socle.call('GET', `/audit?${query}`, { as: anne })).statusCode, 422, query)
  }
})

test('one organisation never sees another’s entries', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const [anne, mallory] = [await socle.signUp(), await socle.signUp()]
  const seen = (await socle.call('GET', `/audit?entity_id=${anne.user_id}`, { as: mallory })).json()
  assert.deepEqual(seen.items, [])
  assert.equal((await verify(socle, mallory)).entries, 3)
})

test('entries written side by side make one chain without gap or fork', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  await Promise.all(Array.from({ length: 6 }, () => addEntries(socle, anne, 10)))
  const verdict = await verify(socle, anne)
  assert.deepEqual([verdict.ok, verdict.entries, verdict.first_broken], [true, 63, null])
  const [row] = await socle.asOwner(`select encode(hash, 'hex') as hash from kernel.audit_head`)
  assert.equal(verdict.head, row?.['hash'])
})

test('a change that is rolled back leaves no entry, and an entry that fails undoes the change', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const refused = await socle.call('PATCH', `/users/${anne.user_id}`, { as: anne, body: { role: 'USER' } })
  assert.equal(refused.statusCode, 409)
  assert.equal((await verify(socle, anne)).entries, 3)
  await socle.asOwner('drop table kernel.audit_head cascade')
  const broken = await socle.call('PATCH', '/auth/me', { as: anne, body: { full_name: 'Jamais Écrit' } })
  assert.equal(broken.statusCode, 500)
  assert.equal((await socle.call('GET', '/auth/me', { as: anne })).json().user.full_name, 'Alice Martin')
})

test('whatever a superuser changes is named by its number', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  await addEntries(socle, anne, 7)
  const snapshot = await socle.asOwner('create table public.copy as select * from kernel.audit_entry')
  assert.deepEqual(snapshot, [])
  const columns = [
    `summary = summary || ' '`,
    `action = 'test.other'`,
    `entity = 'x'`,
    `at = at + interval '1 microsecond'`,
    'actor_id = null',
    'entity_id = gen_random_uuid()',
    `before = '{}'`,
    `after = replace(after, '🌱', '🌲')`,
    `hash = sha256(hash)`,
    'prev_hash = sha256(prev_hash)',
  ]
  for (const change of columns) {
    await tamper(socle, `update kernel.audit_entry set ${change} where seq = 6`)
    const verdict = await verify(socle, anne)
    assert.deepEqual([verdict.ok, verdict.first_broken, verdict.entries], [false, 6, 5], change)
    await tamper(socle, 'delete from kernel.audit_entry')
    await tamper(socle, 'insert into kernel.audit_entry select * from public.copy')
    assert.equal((await verify(socle, anne)).ok, true)
  }
})

test('missing entries, a cut tail and a moved head are found', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  await addEntries(socle, anne, 7)
  await socle.asOwner('create table public.copy as select * from kernel.audit_entry')
  await socle.asOwner('create table public.head as select * from kernel.audit_head')
  const cases = [
    ['delete from kernel.audit_entry where seq = 4', 4],
    ['delete from kernel.audit_entry where seq = 1', 1],
    ['delete from kernel.audit_entry where seq >= 9', 9],
    ['delete from kernel.audit_entry', 1],
    ['update kernel.audit_head set seq = 8', 9],
    ['update kernel.audit_head set hash = sha256(hash)', 10],
    ['delete from kernel.audit_head', 11],
  ] as const
  for (const [statement, seq] of cases) {
    await tamper(socle, statement)
    const verdict = await verify(socle, anne)
    assert.deepEqual([verdict.ok, verdict.first_broken], [false, seq], statement)
    await tamper(socle, 'delete from kernel.audit_entry')
    await tamper(socle, 'insert into kernel.audit_entry select * from public.copy')
    await socle.asOwner('delete from kernel.audit_head')
    await socle.asOwner('insert into kernel.audit_head select * from public.head')
  }
  assert.equal((await verify(socle, anne)).ok, true)
})

test('the application itself can neither change, remove nor forge an entry', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const scope = { organization_id: anne.organization_id, user_id: anne.user_id, role: 'ADMIN' } as const
  const { sql } = await import('kysely')
  const statements = [
    `update kernel.audit_entry set summary = 'x'`,
    'delete from kernel.audit_entry',
    'truncate kernel.audit_entry',
    'delete from kernel.audit_head',
    'update kernel.audit_head set seq = 0',
    'alter table kernel.audit_entry disable trigger user',
    'drop table kernel.audit_entry',
    `insert into kernel.audit_entry select organization_id, 99, at, actor_id, action, entity, entity_id, summary, before, after, prev_hash, hash
      from kernel.audit_entry where seq = 1`,
  ]
  for (const statement of statements) {
    const attempt = socle.services.database.transaction(scope, (tx) => sql.raw(statement).execute(tx))
    await assert.rejects(attempt, { code: '42501' }, statement)
  }
  await assert.rejects(
    socle.asOwner(`update kernel.audit_entry set summary = 'x'`),
    /append-only/,
    'not even the owner, by mistake',
  )
  await assert.rejects(socle.asOwner('truncate kernel.audit_entry'), /append-only/)
})

test('long chains are walked in pages', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  await socle.asOwner(`do $$ begin
    perform set_config('socle.organization', '${anne.organization_id}', true);
    for index in 1..2500 loop perform kernel.append_audit('test.noted', 'note', null, 'Note ' || index, null, null); end loop; end $$`)
  const verdict = await verifyAudit(socle.services.database, anne.organization_id)
  assert.deepEqual([verdict.ok, verdict.entries], [true, 2503n])
  await tamper(socle, `update kernel.audit_entry set summary = 'x' where seq = 2001`)
  assert.equal((await verifyAudit(socle.services.database, anne.organization_id)).first_broken, 2001n)
})

test('from the command line: heads are exported, and a tail cut off together with its head is still found', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const [anne, other] = [await socle.signUp(), await socle.signUp()]
  const folder = await mkdtemp(join(tmpdir(), 'socle-heads-'))
  try {
    const file = join(folder, 'heads.json')
    const run = async (...words: string[]) => {
      const lines: string[] = []
      const write = (text: string) => void lines.push(text)
      const open = () =>
        Promise.resolve({ services: socle.services, ownerUrl: socle.ownerUrl, close: () => Promise.resolve() })
      const code = await runCli(
        kernelCommands,
        ['audit', 'verify', ...words],
        { env: {}, open },
        { out: write, err: write },
      )
      return { code, text: lines.join('\n') }
    }
    const sound = await run('--export-heads', file)
    assert.equal(sound.code, 0, sound.text)
    assert.match(sound.text, /[0-9a-f]{64}/)
    assert.equal(JSON.parse(await readFile(file, 'utf8')).heads.length, 2)
    const one = await run('--organization', anne.organization_id, '--json', '--head', file)
    assert.deepEqual([one.code, JSON.parse(one.text).organizations.length], [0, 1])

    await tamper(socle, `delete from kernel.audit_entry where seq = 3 and organization_id = '${anne.organization_id}'`)
    await socle.asOwner(
      `update kernel.audit_head h set seq = 2, hash = e.hash from kernel.audit_entry e
        where e.organization_id = h.organization_id and e.seq = 2 and h.organization_id = $1`,
      [anne.organization_id],
    )
    assert.equal((await run()).code, 0, 'without the exported heads the cut cannot be seen')
    const cut = await run('--head', file)
    assert.equal(cut.code, 1)
    assert.match(cut.text, new RegExp(`${anne.organization_id}  ROMPUE à l’entrée 3`))
    assert.match(cut.text, new RegExp(`${other.organization_id}  intacte`))

    const json = JSON.parse((await run('--head', file, '--json')).text)
    assert.deepEqual([json.ok, json.organizations.find((item: { ok: boolean }) => !item.ok).first_broken], [false, 3])
    await writeFile(file, '{"heads": 7}')
    assert.equal((await run('--head', file)).code, 1)
    assert.equal((await run('--head', join(folder, 'absent'))).code, 1)
    assert.equal((await run('--organization', 'x')).code, 1)
    assert.equal((await run('--organization', '019a8f3e-7c1d-7000-8000-2b1f0c9d4e55')).code, 1)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('an entry names what it is about by its present name, also in the file, and says when it is gone', async () => {
  await using socle = await createTestSocle()
  const anne = await socle.signUp()
  const make = kpiShortcuts(socle)
  const board = await make.dashboard(anne, { title: 'Atelier' })
  const kpi = await make.kpi(anne, board.id, { name: 'Rebuts' })
  const value = await make.value(anne, kpi.id, { period: '2025-03', value: 96 })
  await socle.call('PATCH', `/values/${value.id}`, { as: anne, body: { value: 97 } })
  await socle.call('PATCH', `/kpis/${kpi.id}`, { as: anne, body: { name: 'Rebuts de presse' } })
  const told = async (action: string) => {
    const { items } = (await socle.call('GET', `/audit?action=${action}`, { as: anne })).json()
    return items.map((one: { entity_name: string | null; entity_gone: boolean }) => [one.entity_name, one.entity_gone])
  }
  assert.deepEqual(await told('value.corrected'), [['Rebuts de presse', false]])
  assert.deepEqual(await told('dashboard.created'), [['Atelier', false]])
  assert.deepEqual(await told('auth.logged_in'), [['Alice Martin', false]])
  const file = await socle.call('GET', '/audit?format=csv&action=value.corrected', { as: anne })
  assert.match(file.body, /"Objet"/)
  assert.match(file.body, /"Rebuts de presse"/)
  await socle.call('DELETE', `/dashboards/${board.id}`, { as: anne })
  assert.deepEqual(await told('value.corrected'), [['(supprimé)', true]])
  assert.deepEqual(await told('dashboard.deleted'), [['(supprimé)', true]])
  assert.ok((await verify(socle, anne)).ok, 'a name never enters the chain')
  const rows = await socle.asOwner(
    `select 1 from kernel.audit_entry where concat(summary, before, after) like '%Rebuts%'`,
  )
  assert.deepEqual(rows, [])
})
