import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Alert } from './rhythm-schemas.ts'
import type { Dashboard, Kpi } from './schemas.ts'
import type { Copied, Template, TemplateSummary } from './structure-schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()

async function kpisOf(as: Person, dashboardId: string): Promise<readonly Kpi[]> {
  return (await call('GET', `/dashboards/${dashboardId}/kpis`, { as })).json<{ items: readonly Kpi[] }>().items
}

async function countDashboards(): Promise<unknown> {
  return (await socle.asOwner('select count(*)::int as count from kpi.dashboard'))[0]?.['count']
}

const copy = (as: Person, id: string, body: unknown = { title: 'Copie' }): Promise<Answer> =>
  call('POST', `/dashboards/${id}/copies`, { as, body })

const bring = (template: unknown, fields: object = {}): Promise<Answer> =>
  call('POST', '/templates/dashboards', { as: owner, body: { template, ...fields } })

const own: Template = {
  id: 'atelier',
  version: 3,
  licence: null,
  trade: '',
  title: 'Atelier',
  summary: '',
  kpis: [
    {
      key: 'service',
      name: 'Service',
      unit: '%',
      frequency: 'WEEKLY',
      direction: 'UP_IS_BETTER',
      threshold_green: 95,
      threshold_orange: 90,
      aggregation: 'AVERAGE',
      weight: 4,
    },
    { key: 'stock', name: 'Stock', frequency: 'MONTHLY', direction: 'DOWN_IS_BETTER', aggregation: 'LAST' },
  ],
}

describe('copies', () => {
  test('a copy has the definitions of today, not the values; it is the caller’s, and codes stay behind', async () => {
    const group = (await call('POST', '/groups', { as: admin, body: { name: 'Site' } })).json<{ id: string }>()
    const source = await make.dashboard(owner, {
      process_name: 'Flux',
      description: 'D',
      group_id: group.id,
      weight: 5,
    })
    const kpi = await make.kpi(owner, source.id, { code: 'SRC-1', aggregation: 'AVERAGE', weight: 7 })
    await make.kpi(owner, source.id, { name: 'Arrêté', is_active: false })
    await make.value(owner, kpi.id, { period: '2025-01', value: 97 })
    const thresholds = { threshold_green: 98, threshold_orange: 91, effective_from: '2025-06-01' }
    assert.equal(outcome(await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: thresholds })), '200')
    await call('PUT', `/kpis/${kpi.id}/targets`, { as: owner, body: { items: [{ period: '2025-03', value: 99 }] } })
    const answer = await copy(other, source.id, { title: 'Site de Lille', with_targets: true })
    assert.equal(answer.statusCode, 201, answer.body)
    const { dashboard, kpi_count, codes_left_empty } = answer.json<Copied>()
    assert.deepEqual([kpi_count, codes_left_empty], [2, ['SRC-1']])
    assert.deepEqual(
      [dashboard.title, dashboard.process_name, dashboard.description, dashboard.group_id, dashboard.weight],
      ['Site de Lille', 'Flux', 'D', group.id, 5],
    )
    assert.deepEqual([dashboard.owner_id, dashboard.can_edit], [other.user_id, true])
    const [first, second] = await kpisOf(other, dashboard.id)
    assert.ok(first !== undefined && second !== undefined)
    assert.deepEqual(
      [first.code, first.owner_id, first.value_count, first.aggregation, first.weight, first.threshold_green],
      [null, other.user_id, 0, 'AVERAGE', 7, 98],
    )
    assert.equal(first.thresholds_from, null, 'the thresholds of today cover all the past of the copy')
    assert.equal(second.is_active, false)
    const targets = await call('GET', `/kpis/${first.id}/targets`, { as: other })
    assert.deepEqual(
      targets.json<{ items: readonly { period_label: string; value: number }[] }>().items.map((one) => one.value),
      [99],
    )
    const bare = (await copy(owner, source.id, { title: 'Sans objectifs', group_id: null })).json<Copied>()
    assert.equal(bare.dashboard.group_id, null)
    const [plain] = await kpisOf(owner, bare.dashboard.id)
    const none = await call('GET', `/kpis/${plain?.id}/targets`, { as: owner })
    assert.deepEqual(none.json<{ items: readonly unknown[] }>().items, [])
  })

  test('letters, alerts and the demand for approval come along; who was told of the original is not', async () => {
    const source = await make.dashboard(owner, { approval_required: true })
    const kpi = await make.kpi(owner, source.id, { frequency: 'DAILY', family: 'SAFETY' })
    const rule = { is_on: true, level: 'ORANGE', raise_after: 3, clear_after: 1, tell_no_data: false }
    const people = { user_ids: [admin.user_id], team_ids: [] }
    const set = await call('PUT', `/kpis/${kpi.id}/alert`, { as: owner, body: { ...rule, ...people } })
    assert.equal(outcome(set), '200')
    const { dashboard } = (await copy(other, source.id)).json<Copied>()
    assert.equal(dashboard.approval_required, true)
    const [first] = await kpisOf(other, dashboard.id)
    assert.equal(first?.family, 'SAFETY')
    const alert = (await call('GET', `/kpis/${first?.id}/alert`, { as: other })).json<Alert>()
    const { is_on, level, raise_after, clear_after, tell_no_data, users } = alert
    assert.deepEqual([{ is_on, level, raise_after, clear_after, tell_no_data }, users], [rule, []])
    const template = (await call('GET', `/dashboards/${source.id}/template`, { as: owner })).json<Template>()
    assert.equal(template.kpis[0]?.family, 'SAFETY')
    const made = (await bring(template)).json<Dashboard>()
    assert.equal((await kpisOf(owner, made.id))[0]?.family, 'SAFETY')
    const monthly = { ...template, kpis: template.kpis.map((one) => ({ ...one, frequency: 'MONTHLY' })) }
    assert.equal(outcome(await bring(monthly)), '422 FAMILY_NEEDS_DAILY')
  })

  test('what one may not see cannot be copied; a group elsewhere is unknown; nothing is half-written', async () => {
    const hidden = await make.dashboard(owner, { visibility: 'PRIVATE' })
    const foreign = (await call('POST', '/groups', { as: stranger, body: { name: 'X' } })).json<{ id: string }>()
    const before = await countDashboards()
    assert.equal(outcome(await copy(other, hidden.id)), '404 NOT_FOUND')
    assert.deepEqual(refusal(await copy(stranger, hidden.id)), refusal(await copy(stranger, randomUUID())))
    const into = (group_id: string): Promise<Answer> => copy(owner, hidden.id, { title: 'C', group_id })
    assert.equal(outcome(await into(foreign.id)), '422 UNKNOWN_GROUP')
    assert.deepEqual(refusal(await into(foreign.id)), refusal(await into(randomUUID())))
    assert.equal(outcome(await copy(owner, hidden.id, {})), '422 REQUIRED')
    assert.equal(await countDashboards(), before)
    assert.equal((await copy(owner, hidden.id)).json<Copied>().dashboard.visibility, 'PRIVATE')
  })
})

describe('templates', () => {
  // of the last suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('everyone sees them, and makes a dashboard of all or of some of their KPIs', async () => {
    const list = (await call('GET', '/templates', { as: other })).json<{ items: readonly TemplateSummary[] }>().items
    assert.ok(list.length >= 6)
    for (const { id, kpi_count } of list) {
      const made = await call('POST', `/templates/${id}/dashboards`, { as: other, body: {} })
      assert.equal(made.statusCode, 201, `${id}: ${made.body}`)
      assert.equal(made.json<Dashboard>().kpi_count, kpi_count)
    }
    const template = (await call('GET', '/templates/mairie', { as: other })).json<Template>()
    const wanted = template.kpis.slice(0, 2).map(({ key }) => key)
    const some = await call('POST', '/templates/mairie/dashboards', {
      as: other,
      body: { title: 'Notre mairie', kpis: wanted },
    })
    const dashboard = some.json<Dashboard>()
    assert.deepEqual(
      [
        dashboard.title,
        dashboard.template_id,
        dashboard.template_version,
        dashboard.template_title,
        dashboard.owner_id,
      ],
      ['Notre mairie', 'mairie', template.version, template.title, other.user_id],
    )
    assert.deepEqual(
      (await kpisOf(other, dashboard.id)).map(({ name }) => name),
      template.kpis.slice(0, 2).map(({ name }) => name),
    )
    assert.equal(outcome(await call('GET', '/templates/inconnu', { as: other })), '404 NOT_FOUND')
    assert.equal(
      outcome(await call('POST', '/templates/mairie/dashboards', { as: other, body: { kpis: ['zz'] } })),
      '422 UNKNOWN_TEMPLATE_KPI',
    )
  })

  test('export and import give the same KPIs back', async () => {
    const first = (await bring(own, { title: 'Premier' })).json<Dashboard>()
    assert.deepEqual([first.template_id, first.template_version], ['atelier', 3])
    const exported = await call('GET', `/dashboards/${first.id}/template`, { as: other })
    const template = exported.json<Template>()
    assert.deepEqual([template.id, template.version, template.licence], ['premier', 1, null])
    const second = (await bring(template)).json<Dashboard>()
    const again = (await call('GET', `/dashboards/${second.id}/template`, { as: other })).json<Template>()
    assert.deepEqual(again.kpis, template.kpis)
    assert.deepEqual(
      template.kpis.map(({ key, weight, threshold_green }) => [key, weight, threshold_green]),
      [
        ['service', 4, 95],
        ['stock', 1, undefined],
      ],
    )
    assert.ok(!exported.body.includes(owner.user_id))
  })

  test('a dashboard without active KPI, or one that is not visible, gives no template', async () => {
    const empty = await make.dashboard(owner, { visibility: 'PRIVATE' })
    assert.equal(
      outcome(await call('GET', `/dashboards/${empty.id}/template`, { as: owner })),
      '409 TEMPLATE_KPI_COUNT',
    )
    assert.equal(outcome(await call('GET', `/dashboards/${empty.id}/template`, { as: other })), '404 NOT_FOUND')
  })

  test('a bad template is refused with what is wrong and where, and nothing is written', async () => {
    const before = await countDashboards()
    const [kpi] = own.kpis
    const cases: readonly (readonly [unknown, string, string])[] = [
      [{}, '422 REQUIRED', '/template/id'],
      [{ ...own, kpis: [] }, '422 VALUE_INVALID', '/template/kpis'],
      [
        { ...own, kpis: Array.from({ length: 101 }, (_, i) => ({ ...kpi, key: `k${i}` })) },
        '422 VALUE_INVALID',
        '/template/kpis',
      ],
      [{ ...own, id: 'Pas une clé' }, '422 VALUE_INVALID', '/template/id'],
      [{ ...own, organization_id: 'x' }, '422 UNKNOWN_FIELD', '/template/organization_id'],
      [{ ...own, kpis: [{ ...kpi, owner_id: admin.user_id }] }, '422 UNKNOWN_FIELD', '/template/kpis/0/owner_id'],
      [{ ...own, kpis: [{ ...kpi, weight: 0 }] }, '422 VALUE_INVALID', '/template/kpis/0/weight'],
      [{ ...own, kpis: [kpi, kpi] }, '422 TEMPLATE_KEY_REPEATED', '/template/kpis/1/key'],
      [
        { ...own, kpis: [{ ...kpi, threshold_green: 80 }] },
        '422 THRESHOLDS_INCONSISTENT',
        '/template/kpis/0/threshold_orange',
      ],
      [
        { ...own, kpis: [{ ...kpi, threshold_green: null }] },
        '422 THRESHOLDS_INCOMPLETE',
        '/template/kpis/0/threshold_green',
      ],
      [{ ...own, title: 'a\u0000b' }, '422 VALUE_INVALID', '/template/title'],
    ]
    for (const [template, expected, pointer] of cases) {
      const answer = await bring(template)
      assert.equal(outcome(answer), expected, answer.body)
      const { errors } = answer.json<{ errors: readonly { pointer: string }[] }>()
      assert.ok(
        errors.some((error) => error.pointer === pointer),
        answer.body,
      )
    }
    assert.equal(outcome(await bring(own, { group_id: randomUUID() })), '422 UNKNOWN_GROUP')
    assert.equal(await countDashboards(), before)
  })
})
