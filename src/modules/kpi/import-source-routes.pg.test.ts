// What may be said of an automatic source, by whom, and what is answered. Nothing is read here.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { outcome } from '../../../test/support/kpi.ts'
import { sourceShortcuts } from '../../../test/support/sources.ts'
import type { ImportSource } from './source-schemas.ts'

const socle = await createTestSocle({ env: { SOCLE_IMPORT_SOURCE_HOSTS: 'intranet:8080' } })
const { call, asOwner } = socle
const { create, change, read } = sourceShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const url = 'https://data.example/valeurs.csv'

interface Refused {
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[]
}

const attempt = (body: Readonly<Record<string, unknown>>, as: Person = owner): Promise<Answer> =>
  call('POST', '/imports/sources', { as, body: { name: 'Export', url, ...body } })
/** `pointer code` of everything that is wrong. */
const faults = (answer: Answer): readonly string[] => {
  assert.equal(answer.statusCode, 422, answer.body)
  return (answer.json<Refused>().errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)
}
const count = async (): Promise<unknown> =>
  (await asOwner('select count(*)::int as count from kpi.import_source'))[0]?.['count']

describe('automatic sources', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a name and an address are enough: every day at seven, values replaced, all or nothing', async () => {
    const answer = await attempt({ name: '  Export comptable ' })
    assert.equal(answer.statusCode, 201, answer.body)
    const source = answer.json<ImportSource>()
    const { id: _id, created_at: _created, updated_at: _updated, next_run_at, ...rest } = source
    assert.deepEqual(rest, {
      name: 'Export comptable',
      url,
      mapping_id: null,
      on_duplicate: 'overwrite',
      mode: 'all_or_nothing',
      schedule: 'DAILY',
      hour: 7,
      weekday: null,
      is_active: true,
      stopped_code: null,
      credentials: 'NONE',
      user_name: null,
      owner_id: owner.user_id,
      owner_name: 'Bruno Petit',
      is_running: false,
      last_run_at: null,
      last_outcome: null,
      last_error_code: null,
      last_error_message: null,
      failures: 0,
      last_job: null,
    })
    const hour = new Intl.DateTimeFormat('fr', { hour: 'numeric', minute: 'numeric', timeZone: 'Europe/Paris' })
    assert.equal(hour.format(new Date(next_run_at ?? '')), '07:00')
    assert.deepEqual((await call('GET', `/imports/sources/${source.id}`, { as: owner })).json(), source)
    assert.equal(
      (await call('GET', `/imports/sources/${source.id}`, { as: owner })).headers['etag'],
      answer.headers['etag'],
    )
  })

  test('a rhythm has the times it needs and no others', async () => {
    const source = await create(owner, { url, schedule: 'WEEKLY', weekday: 5, hour: 18 })
    const rhythm = async (body: Readonly<Record<string, unknown>>): Promise<readonly unknown[]> => {
      const answer = await change(owner, source.id, body)
      assert.equal(answer.statusCode, 200, answer.body)
      const { schedule, hour, weekday } = answer.json<ImportSource>()
      return [schedule, hour, weekday]
    }
    assert.deepEqual(await rhythm({ name: 'Autre nom' }), ['WEEKLY', 18, 5])
    assert.deepEqual(await rhythm({ schedule: 'DAILY' }), ['DAILY', 18, null])
    assert.deepEqual(await rhythm({ schedule: 'HOURLY' }), ['HOURLY', null, null])
    assert.deepEqual(await rhythm({ schedule: 'WEEKLY' }), ['WEEKLY', 7, 1])
    assert.deepEqual(faults(await attempt({ schedule: 'HOURLY', hour: 7 })), ['/hour VALUE_INVALID'])
    assert.deepEqual(faults(await attempt({ schedule: 'DAILY', weekday: 1 })), ['/weekday VALUE_INVALID'])
    assert.deepEqual(faults(await attempt({ schedule: 'WEEKLY', hour: null, weekday: null })), [
      '/hour REQUIRED',
      '/weekday REQUIRED',
    ])
    for (const body of [
      { hour: 24 },
      { hour: -1 },
      { hour: 7.5 },
      { hour: '7' },
      { weekday: 0 },
      { weekday: 8 },
      { schedule: 'MONTHLY' },
    ])
      faults(await attempt({ schedule: 'WEEKLY', ...body }))
  })

  test('an address is one of the web, open to the world or allowed by the installation', async () => {
    const refused: readonly (readonly [string, string])[] = [
      ['http://127.0.0.1/', 'ADDRESS_REFUSED'],
      ['http://2130706433/', 'ADDRESS_REFUSED'],
      ['https://[::ffff:10.0.0.1]/', 'ADDRESS_REFUSED'],
      ['http://169.254.169.254/latest/meta-data/', 'ADDRESS_REFUSED'],
      ['https://localhost/a.csv', 'ADDRESS_REFUSED'],
      ['https://nas.local/a.csv', 'ADDRESS_REFUSED'],
      ['https://drive.mairie.internal/a.csv', 'ADDRESS_REFUSED'],
      ['file:///etc/passwd', 'URL_INVALID'],
      ['ftp://data.example/a.csv', 'URL_INVALID'],
      ['valeurs.csv', 'URL_INVALID'],
      ['https://moi:mdp@data.example/', 'URL_INVALID'],
    ]
    for (const [bad, code] of refused) assert.deepEqual(faults(await attempt({ url: bad })), [`/url ${code}`], bad)
    for (const bad of ['', ' ', 'x'.repeat(2_001), null, 7]) faults(await attempt({ url: bad }))
    await create(owner, { url: 'http://intranet:8080/a.csv', credentials: 'BEARER', secret: 'jeton' })
  })

  test('a secret fits its kind, travels encrypted, and is asked for again when the address leads elsewhere', async () => {
    const basic = { credentials: 'BASIC', user_name: 'socle', secret: 'mdp é à' }
    assert.deepEqual(faults(await attempt({ credentials: 'BEARER' })), ['/secret SECRET_REQUIRED'])
    assert.deepEqual(faults(await attempt({ credentials: 'BEARER', secret: '' })), ['/secret REQUIRED'])
    assert.deepEqual(faults(await attempt({ credentials: 'BEARER', secret: 'a\r\nHost: x' })), [
      '/secret VALUE_INVALID',
    ])
    assert.deepEqual(faults(await attempt({ credentials: 'BEARER', secret: 'a b' })), ['/secret VALUE_INVALID'])
    assert.deepEqual(faults(await attempt({ ...basic, user_name: null })), ['/user_name REQUIRED'])
    assert.deepEqual(faults(await attempt({ ...basic, user_name: 'a:b' })), ['/user_name VALUE_INVALID'])
    assert.deepEqual(faults(await attempt({ ...basic, url: 'http://data.example/' })), ['/url URL_INVALID'])
    assert.deepEqual(faults(await attempt({ secret: 'x' })), ['/secret VALUE_INVALID'])
    const source = await create(owner, { url, ...basic })
    assert.ok(!('secret' in source) && !JSON.stringify(source).includes('mdp'))
    const ask = async (body: Readonly<Record<string, unknown>>): Promise<string> =>
      outcome(await change(owner, source.id, body))
    assert.equal(await ask({ name: 'Renommée', url: 'https://data.example/autre.csv' }), '200')
    assert.equal(await ask({ url: 'https://elsewhere.example/valeurs.csv' }), '422 SECRET_REQUIRED')
    assert.equal(await ask({ url: 'https://data.example:8443/valeurs.csv' }), '422 SECRET_REQUIRED')
    assert.equal(await ask({ credentials: 'BEARER' }), '422 SECRET_REQUIRED')
    assert.equal(await ask({ url: 'http://data.example/' }), '422 VALIDATION_FAILED')
    assert.equal(await ask({ url: 'https://elsewhere.example/', secret: 'autre' }), '200')
    assert.equal(await ask({ credentials: 'NONE' }), '200')
    const kept = await asOwner('select sealed_secret, user_name from kpi.import_source where id = $1', [source.id])
    assert.deepEqual(kept, [{ sealed_secret: null, user_name: null }])
  })

  test('others do not see it, not even that it is there; an ADMIN sees and changes it', async () => {
    const source = await create(owner, { url })
    const path = `/imports/sources/${source.id}`
    for (const as of [other, stranger])
      for (const [method, where, body] of [
        ['GET', path, undefined],
        ['PATCH', path, { name: 'x' }],
        ['DELETE', path, undefined],
        ['POST', `${path}/runs`, {}],
      ] as const)
        assert.equal(outcome(await call(method, where, { as, body })), '404 NOT_FOUND', `${method} ${where}`)
    const listed = async (as: Person): Promise<boolean> => {
      const { items } = (await call('GET', '/imports/sources?limit=500', { as })).json<{ items: ImportSource[] }>()
      return items.some(({ id }) => id === source.id)
    }
    assert.deepEqual(
      [await listed(owner), await listed(admin), await listed(other), await listed(stranger)],
      [true, true, false, false],
    )
    assert.equal((await change(admin, source.id, { name: 'Par l’administratrice' })).statusCode, 200)
    // it stays its owner's, and only an ADMIN gives it to somebody else
    assert.equal((await read(admin, source.id)).owner_id, owner.user_id)
    assert.equal(outcome(await change(owner, source.id, { owner_id: other.user_id })), '403 FORBIDDEN')
    assert.equal(outcome(await change(owner, source.id, { owner_id: owner.user_id })), '200')
    assert.equal(outcome(await change(admin, source.id, { owner_id: stranger.user_id })), '422 UNKNOWN_USER')
    assert.equal(
      (await change(admin, source.id, { owner_id: other.user_id })).json<ImportSource>().owner_id,
      other.user_id,
    )
    assert.equal(await listed(owner), false)
    assert.equal(outcome(await call('DELETE', path, { as: other })), '204')
    assert.equal(outcome(await call('GET', path, { as: admin })), '404 NOT_FOUND')
  })

  test('nobody else hears of it by the live events either', async () => {
    const source = await create(owner, { url })
    await change(owner, source.id, { name: 'Autre' })
    await change(admin, source.id, { owner_id: other.user_id })
    assert.equal(outcome(await call('DELETE', `/imports/sources/${source.id}`, { as: other })), '204')
    const heard = await asOwner(
      `select type, audience from kernel.event where payload->>'source_id' = $1 order by id`,
      [source.id],
    )
    assert.deepEqual(
      heard.map(({ type, audience }) => [type, audience]),
      [
        ['kpi.source.created', [owner.user_id]],
        ['kpi.source.updated', [owner.user_id]],
        ['kpi.source.updated', [owner.user_id, other.user_id]],
        ['kpi.source.deleted', [other.user_id]],
      ],
    )
  })

  test('the audit keeps to whom it was given: it is read with his rights', async () => {
    const source = await create(owner, { url })
    await change(admin, source.id, { owner_id: other.user_id })
    const entries = await asOwner(
      `select after from kernel.audit_entry where entity_id = $1 and action = 'source.updated'`,
      [source.id],
    )
    const facts = entries.map(({ after: text }) => JSON.parse(String(text)) as { owner_id?: string })
    assert.deepEqual(
      facts.map(({ owner_id }) => owner_id),
      [other.user_id],
    )
  })

  test('pausing and starting it moves its next reading; a change of the name does not', async () => {
    const source = await create(owner, { url, is_active: true, schedule: 'HOURLY' })
    await asOwner(`update kpi.import_source set next_run_at = '2030-01-01T00:15:00Z', failures = 3 where id = $1`, [
      source.id,
    ])
    const state = async (body: Readonly<Record<string, unknown>>): Promise<ImportSource> =>
      (await change(owner, source.id, body)).json<ImportSource>()
    const renamed = await state({ name: 'Autre' })
    assert.deepEqual([Date.parse(renamed.next_run_at ?? ''), renamed.failures], [Date.parse('2030-01-01T00:15:00Z'), 3])
    // what failed was another file
    assert.equal((await state({ url: `${url}?2` })).failures, 0)
    const paused = await state({ is_active: false })
    assert.deepEqual([paused.is_active, paused.next_run_at], [false, null])
    const started = await state({ is_active: true })
    assert.equal(started.failures, 0)
    assert.ok(Date.parse(started.next_run_at ?? '') - Date.now() <= 3_600_000)
  })

  test('a change made on what somebody else has changed meanwhile is refused', async () => {
    const source = await create(owner, { url })
    const first = await call('GET', `/imports/sources/${source.id}`, { as: owner })
    const headers = { 'if-match': String(first.headers['etag']) }
    const send = (name: string): Promise<Answer> =>
      call('PATCH', `/imports/sources/${source.id}`, { as: owner, body: { name }, headers })
    assert.equal(outcome(await send('Un')), '200')
    assert.equal(outcome(await send('Deux')), '412 STALE')
  })

  test('another organisation’s mapping is an unknown one, and nothing is half written', async () => {
    const body = { name: 'Ailleurs', mapping: { kpi: 'a', period: 'b', value: 'c' } }
    const foreign = (await call('POST', '/imports/mappings', { as: stranger, body })).json<{ id: string }>()
    const before = await count()
    for (const mapping_id of [foreign.id, randomUUID()])
      assert.deepEqual(faults(await attempt({ mapping_id })), ['/mapping_id UNKNOWN_MAPPING'])
    assert.deepEqual(
      faults(await attempt({ mapping_id: randomUUID(), url: 'x', credentials: 'BEARER', schedule: 'HOURLY', hour: 3 })),
      ['/url URL_INVALID', '/hour VALUE_INVALID', '/secret SECRET_REQUIRED', '/mapping_id UNKNOWN_MAPPING'],
    )
    assert.equal(await count(), before)
  })

  test('the list is by name, page by page', async () => {
    const person = await socle.addUser(admin)
    for (const name of ['zèbre', 'Abeille', 'abeille', 'Mouton']) await create(person, { url, name })
    const names: string[] = []
    let cursor: string | null = null
    do {
      const answer: Answer = await call(
        'GET',
        `/imports/sources?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`,
        { as: person },
      )
      const page = answer.json<{ items: ImportSource[]; next_cursor: string | null }>()
      names.push(...page.items.map(({ name }) => name))
      cursor = page.next_cursor
    } while (cursor !== null)
    assert.deepEqual(names, ['Abeille', 'abeille', 'Mouton', 'zèbre'])
  })

  test('an organisation keeps a hundred sources', async () => {
    const full = await socle.signUp()
    await asOwner(
      `insert into kpi.import_source (organization_id, id, name, url, on_duplicate, mode, schedule, is_active, credentials, owner_id)
       select $1, gen_random_uuid(), 'Export', 'https://socle.example/', 'overwrite', 'valid_rows', 'HOURLY', false, 'NONE', $2
       from generate_series(1, 100)`,
      [full.organization_id, full.user_id],
    )
    assert.equal(outcome(await attempt({}, full)), '409 TOO_MANY_SOURCES')
  })

  test('every act is audited, by what changed and never by its words', async () => {
    const source = await create(owner, { url, name: 'Mot de personne', credentials: 'BEARER', secret: 'jeton-audit' })
    await change(owner, source.id, { secret: 'jeton-deux', name: 'Encore' })
    await call('DELETE', `/imports/sources/${source.id}`, { as: owner })
    const traces = await asOwner(
      `select action, after, to_jsonb(a)::text as text from kernel.audit_entry a where entity_id = $1 order by seq`,
      [source.id],
    )
    assert.deepEqual(
      traces.map(({ action }) => action),
      ['source.created', 'source.updated', 'source.deleted'],
    )
    assert.equal(traces[1]?.['after'], '{"fields":["name"],"is_active":false,"secret_changed":true}')
    for (const { text } of traces) assert.doesNotMatch(String(text), /personne|Encore|jeton|data\.example/)
  })

  test('property: whatever is sent as a source is taken as it stands or refused, never a defect', async () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.integer(), fc.constant(null), fc.boolean())
    const body = fc.record(
      {
        name: anything,
        url: fc.oneof(fc.webUrl({ withQueryParameters: true }), anything),
        schedule: fc.constantFrom('HOURLY', 'DAILY', 'WEEKLY', 'x'),
        hour: fc.oneof(fc.integer({ min: -1, max: 24 }), fc.constant(null)),
        weekday: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constant(null)),
        credentials: fc.constantFrom('NONE', 'BEARER', 'BASIC', 'DIGEST'),
        user_name: anything,
        secret: anything,
        on_duplicate: fc.constantFrom('reject', 'overwrite', 'skip', ''),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        const answer = await call('POST', '/imports/sources', { as: owner, body: { is_active: false, ...given } })
        assert.ok([201, 400, 409, 422].includes(answer.statusCode), `${answer.statusCode} ${answer.body}`)
        if (answer.statusCode === 201)
          await call('DELETE', `/imports/sources/${answer.json<ImportSource>().id}`, { as: owner })
      }),
      { numRuns: 60 },
    )
  })
})
