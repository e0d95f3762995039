import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { toldTo } from '../../../test/support/rhythm.ts'
import { preferences } from '../../../test/support/world.ts'
import { notifyImportEnd } from './actions/notify-import-end.ts'
import type { ImportJobId } from './queries/import-jobs.ts'
import type { Comment } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const [owner, friend, stranger] = [await socle.addUser(admin), await socle.addUser(admin), await socle.signUp()]
const board = await make.dashboard(owner)
const kpi = await make.kpi(owner, board.id)
const action = await make.action(owner, kpi.id)
const say = (mentions: unknown, as: Person = owner, path = `/kpis/${kpi.id}`) =>
  call('POST', `${path}/comments`, { as, body: { content: '@Bruno Petit, à voir.', mentions } })
const told = (as: Person) => toldTo(socle, as, '&topic=MENTION')

describe('mentions', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a person who is mentioned is told at once, on a KPI and on an action, and the comment answers who', async () => {
    const answer = await say([friend.user_id, friend.user_id, owner.user_id])
    assert.equal(answer.statusCode, 201, answer.body)
    const names = answer.json<Comment>().mentions.map(({ user_id }) => user_id)
    assert.deepEqual(names.toSorted(), [friend.user_id, owner.user_id].toSorted())
    assert.equal(outcome(await say([friend.user_id], owner, `/actions/${action.id}`)), '201')
    assert.deepEqual(
      (await told(friend)).map(({ kind, title, body, link }) => [kind, title, body, link]),
      Array.from({ length: 2 }, () => [
        'kpi.comment.mentioned',
        'Bruno Petit vous mentionne : Taux de service',
        '@Bruno Petit, à voir.',
        `/kpis/${kpi.id}`,
      ]),
    )
    assert.deepEqual(await told(owner), [], 'nobody is told what he wrote himself')
    const list = await call('GET', `/kpis/${kpi.id}/comments`, { as: friend })
    assert.equal(list.json<{ items: readonly Comment[] }>().items[0]?.mentions.length, 2)
  })

  test('strangers, those who have left and those who cannot see are refused, each by name, and nothing is written', async () => {
    const secret = await make.dashboard(owner, { visibility: 'PRIVATE' })
    const hidden = await make.kpi(owner, secret.id)
    const left = await socle.addUser(admin)
    await call('PATCH', `/users/${left.user_id}`, { as: admin, body: { is_active: false } })
    const cases: readonly (readonly [unknown, string, string])[] = [
      [[friend.user_id, stranger.user_id], '/mentions/1', 'UNKNOWN_USER'],
      [[randomUUID()], '/mentions/0', 'UNKNOWN_USER'],
      [[left.user_id], '/mentions/0', 'UNKNOWN_USER'],
      [['x'], '/mentions/0', 'VALUE_INVALID'],
      ['x', '/mentions', 'VALUE_INVALID'],
      [Array.from({ length: 21 }, () => friend.user_id), '/mentions', 'VALUE_INVALID'],
    ]
    for (const [mentions, pointer, code] of cases) {
      const [error] = (await say(mentions)).json<{ errors: readonly { pointer: string; code: string }[] }>().errors
      assert.deepEqual([error?.pointer, error?.code], [pointer, code])
    }
    const unseen = await say([admin.user_id, friend.user_id], owner, `/kpis/${hidden.id}`)
    assert.equal(unseen.statusCode, 422)
    assert.deepEqual(
      unseen
        .json<{ errors: readonly { pointer: string; code: string }[] }>()
        .errors.map(({ pointer, code }) => [pointer, code]),
      [['/mentions/1', 'MENTION_CANNOT_SEE']],
    )
    const list = await call('GET', `/kpis/${hidden.id}/comments`, { as: owner })
    assert.deepEqual(list.json<{ items: readonly Comment[] }>().items, [])
    assert.equal(outcome(await say([], stranger)), '404 NOT_FOUND')
  })

  test('with the comment goes what was told of it; with the right to see goes every old notification', async () => {
    const shared = await make.dashboard(owner)
    const seen = await make.kpi(owner, shared.id, { name: 'Coût secret' })
    const first = (await say([friend.user_id], owner, `/kpis/${seen.id}`)).json<Comment>()
    assert.equal(outcome(await say([friend.user_id], owner, `/kpis/${seen.id}`)), '201')
    await make.action(owner, seen.id, { owner_id: friend.user_id, title: 'Cacher le coût secret' })
    const secrets = async () => (await toldTo(socle, friend)).filter(({ link }) => link === `/kpis/${seen.id}`).length
    assert.equal(await secrets(), 3)
    assert.equal(outcome(await call('DELETE', `/comments/${first.id}`, { as: owner })), '204')
    assert.equal(await secrets(), 2)
    const unread = async () =>
      (await call('GET', '/notifications', { as: friend })).json<{ unread_count: number }>().unread_count
    const before = await unread()
    const hide = (visibility: string) => call('PATCH', `/dashboards/${shared.id}`, { as: owner, body: { visibility } })
    assert.equal(outcome(await hide('PRIVATE')), '200')
    assert.equal(await secrets(), 0)
    assert.equal(before - (await unread()), 2)
    assert.doesNotMatch((await call('GET', '/notifications?limit=500', { as: friend })).body, /secret/i)
    assert.equal(outcome(await hide('ORGANIZATION')), '200')
    assert.equal(await secrets(), 2)
    assert.equal(outcome(await call('DELETE', `/dashboards/${shared.id}`, { as: owner })), '204')
    assert.equal(await secrets(), 0)
  })

  test('each person chooses what he hears and by which way', async () => {
    const person = await socle.addUser(admin)
    const save = (body: object) => call('PUT', '/notifications/preferences', { as: person, body })
    const read = async () =>
      (await call('GET', '/notifications/preferences', { as: person })).json<Record<string, unknown>>()
    assert.deepEqual(await read(), { ...preferences('NONE'), mail_available: false })
    const off = { app: false, email: false }
    assert.equal(
      outcome(await save(preferences('WEEKLY', { MENTION: off, ASSIGNMENT: { app: true, email: false } }))),
      '200',
    )
    assert.deepEqual(await read(), {
      ...preferences('WEEKLY', { MENTION: off, ASSIGNMENT: { app: true, email: false } }),
      mail_available: false,
    })
    assert.equal(outcome(await say([person.user_id])), '201')
    await make.action(owner, kpi.id, { owner_id: person.user_id })
    assert.deepEqual(
      (await toldTo(socle, person)).map(({ topic }) => topic),
      ['ASSIGNMENT'],
    )
    const ways = await socle.asOwner(`select in_app, by_mail from kernel.notification where user_id = $1`, [
      person.user_id,
    ])
    assert.deepEqual(ways, [{ in_app: true, by_mail: false }])
    for (const body of [
      {},
      { ...preferences('NONE'), hour: 24 },
      { ...preferences('NONE'), weekday: 0 },
      preferences('HOURLY' as 'DAILY'),
    ])
      assert.equal((await save(body)).statusCode, 422)
    assert.equal((await save(preferences('NONE', { NEWS: off }))).statusCode, 422)
  })

  test('who started an import that took long is told of its end; a short one tells nobody', async () => {
    const rows = [{ kpi_id: kpi.id, period: '2024-01', value: 95 }]
    const job = (await call('POST', '/imports/kpi-values', { as: owner, body: { rows } })).json<{ id: ImportJobId }>()
    const ends = () => toldTo(socle, owner, '&topic=IMPORT')
    assert.deepEqual(await ends(), [])
    await socle.asOwner(`update kpi.import_job set created_at = now() - interval '1 minute' where id = $1`, [job.id])
    const scope = { organization_id: owner.organization_id, user_id: null, role: 'SYSTEM' } as const
    await socle.services.database.transaction(scope, (tx) => notifyImportEnd(tx, job.id))
    assert.deepEqual(
      (await ends()).map(({ title, link }) => [title, link]),
      [['Import terminé : vos valeurs, 1 valeurs', `/imports/${job.id}`]],
    )
  })
})
