import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { today } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import { periodOf, previousPeriod } from './rules/period.ts'
import type { Dashboard } from './schemas.ts'
import type { Group, Tree, TreeNode } from './structure-schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const closed = previousPeriod('MONTHLY', periodOf('MONTHLY', today('Europe/Paris'))).label

async function newWorld(): Promise<{ readonly admin: Person; readonly owner: Person; readonly other: Person }> {
  const admin = await socle.signUp()
  return { admin, owner: await socle.addUser(admin), other: await socle.addUser(admin) }
}

async function group(as: Person, name: string, fields: Readonly<Record<string, unknown>> = {}): Promise<Group> {
  const answer = await call('POST', '/groups', { as, body: { name, ...fields } })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<Group>()
}

const change = (as: Person, id: string, body: unknown): Promise<Answer> => call('PATCH', `/groups/${id}`, { as, body })

async function names(as: Person): Promise<readonly string[]> {
  const answer = await call('GET', '/groups', { as })
  return answer.json<{ items: readonly Group[] }>().items.map((one) => `${one.depth}.${one.position} ${one.name}`)
}

async function tree(as: Person): Promise<readonly TreeNode[]> {
  const answer = await call('GET', '/reporting/tree', { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Tree>().nodes
}

const named = (nodes: readonly TreeNode[], name: string): TreeNode => {
  const node = nodes.find((one) => one.name === name)
  assert.ok(node, name)
  return node
}

/** A KPI whose current value has this status. */
async function kpiOf(
  as: Person,
  dashboardId: string,
  status: 'GREEN' | 'ORANGE' | 'RED',
  fields: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const kpi = await make.kpi(as, dashboardId, fields)
  await make.value(as, kpi.id, { period: closed, value: { GREEN: 99, ORANGE: 92, RED: 50 }[status] })
}

describe('groups', () => {
  test('stand in their order on three levels, and move with everything in them', async () => {
    const { admin } = await newWorld()
    const a = await group(admin, 'A')
    const b = await group(admin, 'B')
    const first = await group(admin, 'C', { position: 0 })
    assert.equal(first.position, 0)
    const inner = await group(admin, 'A1', { parent_id: a.id })
    await group(admin, 'A11', { parent_id: inner.id.toUpperCase() })
    assert.deepEqual(await names(admin), ['1.0 C', '1.1 A', '1.2 B', '2.0 A1', '3.0 A11'])
    assert.equal(outcome(await change(admin, inner.id, { parent_id: b.id })), '200')
    assert.equal(
      outcome(await change(admin, b.id, { position: 0, name: '  Bé ', rollup_rule: 'WEIGHTED', weight: 3 })),
      '200',
    )
    assert.equal(outcome(await change(admin, inner.id, { parent_id: null, position: 1 })), '200')
    assert.deepEqual(await names(admin), ['1.0 Bé', '1.1 A1', '1.2 C', '1.3 A', '2.0 A11'])
  })

  test('too deep, in a circle, under an unknown one or under another organisation’s: refused, nothing changes', async () => {
    const { admin } = await newWorld()
    const stranger = await socle.signUp()
    const foreign = await group(stranger, 'Ailleurs')
    const a = await group(admin, 'A')
    const a1 = await group(admin, 'A1', { parent_id: a.id })
    const a11 = await group(admin, 'A11', { parent_id: a1.id })
    const b = await group(admin, 'B')
    const before = await names(admin)
    const post = async (parent_id: string): Promise<Answer> =>
      call('POST', '/groups', { as: admin, body: { name: 'N', parent_id } })
    assert.equal(outcome(await post(a11.id)), '422 GROUP_TOO_DEEP')
    assert.equal(outcome(await change(admin, a.id, { parent_id: b.id })), '422 GROUP_TOO_DEEP')
    assert.equal(outcome(await change(admin, a.id, { parent_id: a11.id })), '422 GROUP_CYCLE')
    assert.equal(outcome(await change(admin, a.id, { parent_id: a.id })), '422 GROUP_CYCLE')
    assert.equal(outcome(await post(randomUUID())), '422 UNKNOWN_GROUP')
    assert.deepEqual(refusal(await post(foreign.id)), refusal(await post(randomUUID())))
    assert.deepEqual(await names(admin), before)
  })

  test('brothers have different names, cousins may share one', async () => {
    const { admin } = await newWorld()
    const a = await group(admin, 'Lyon')
    await group(admin, 'Lyon', { parent_id: a.id })
    const double = await call('POST', '/groups', { as: admin, body: { name: ' lyon ' } })
    assert.equal(outcome(double), '409 GROUP_NAME_TAKEN')
    const b = await group(admin, 'Lille')
    assert.equal(outcome(await change(admin, b.id, { name: 'LYON' })), '409 GROUP_NAME_TAKEN')
  })

  test('are the ADMINs’; every member knows their names, and places his own dashboards', async () => {
    const { admin, owner, other } = await newWorld()
    const a = await group(admin, 'A')
    for (const as of [owner, other]) {
      assert.equal(outcome(await call('POST', '/groups', { as, body: { name: 'X' } })), '403 FORBIDDEN')
      assert.equal(outcome(await change(as, a.id, { name: 'X' })), '403 FORBIDDEN')
      assert.equal(outcome(await call('DELETE', `/groups/${a.id}`, { as })), '403 FORBIDDEN')
      assert.deepEqual(await names(as), ['1.0 A'])
    }
    const board = await make.dashboard(owner)
    const place = (as: Person, group_id: unknown) =>
      call('PATCH', `/dashboards/${board.id}`, { as, body: { group_id, weight: 2 } })
    assert.equal(outcome(await place(other, a.id)), '403 FORBIDDEN')
    const placed = (await place(owner, a.id)).json<Dashboard>()
    assert.deepEqual([placed.group_id, placed.weight], [a.id, 2])
    assert.equal(outcome(await place(owner, randomUUID())), '422 UNKNOWN_GROUP')
    assert.equal((await place(owner, null)).json<Dashboard>().group_id, null)
    const elsewhere = await socle.signUp()
    assert.deepEqual(await names(elsewhere), [])
    assert.equal(outcome(await change(elsewhere, a.id, { name: 'X' })), '404 NOT_FOUND')
  })

  test('only an empty one is deleted, unless its content may move one level up', async () => {
    const { admin, owner } = await newWorld()
    const top = await group(admin, 'Site')
    const doomed = await group(admin, 'Atelier', { parent_id: top.id })
    await group(admin, 'Autre', { parent_id: top.id })
    // the sub-group has the very name of the group that goes
    await group(admin, 'Atelier', { parent_id: doomed.id })
    const board = await make.dashboard(owner, { group_id: doomed.id, visibility: 'PRIVATE' })
    const refused = await call('DELETE', `/groups/${doomed.id}`, { as: admin })
    assert.equal(outcome(refused), '409 GROUP_NOT_EMPTY')
    const { group_count, dashboard_count } = refused.json<{ group_count: number; dashboard_count: number }>()
    assert.deepEqual([group_count, dashboard_count], [1, 1])
    const forced = await call('DELETE', `/groups/${doomed.id}?move_content_up=true`, { as: admin })
    assert.equal(outcome(forced), '204')
    assert.deepEqual(await names(admin), ['1.0 Site', '2.0 Atelier', '2.1 Autre'])
    const moved = await call('GET', `/dashboards/${board.id}`, { as: owner })
    assert.equal(moved.json<Dashboard>().group_id, top.id)
    const empty = await group(admin, 'Vide')
    assert.equal(outcome(await call('DELETE', `/groups/${empty.id}`, { as: admin })), '204')
    assert.equal(outcome(await call('DELETE', `/groups/${empty.id}`, { as: admin })), '404 NOT_FOUND')
  })

  test('a move that would give two brothers one name is refused whole', async () => {
    const { admin } = await newWorld()
    const top = await group(admin, 'Site')
    await group(admin, 'Pose')
    await group(admin, 'Pose', { parent_id: top.id })
    const before = await names(admin)
    const answer = await call('DELETE', `/groups/${top.id}?move_content_up=true`, { as: admin })
    assert.equal(outcome(answer), '409 GROUP_NAME_TAKEN')
    assert.deepEqual(await names(admin), before)
  })

  test('two moves at once that would make a circle together: one is refused', async () => {
    const { admin } = await newWorld()
    const a = await group(admin, 'A')
    const b = await group(admin, 'B')
    const answers = await Promise.all([
      change(admin, a.id, { parent_id: b.id }),
      change(admin, b.id, { parent_id: a.id }),
    ])
    assert.deepEqual(answers.map(outcome).toSorted(), ['200', '422 GROUP_CYCLE'])
  })

  test('SQL alone refuses a fourth level and a circle', async () => {
    const { admin } = await newWorld()
    const a = await group(admin, 'A')
    const b = await group(admin, 'B', { parent_id: a.id })
    const c = await group(admin, 'C', { parent_id: b.id })
    const insert = `insert into kpi.dashboard_group (organization_id, id, parent_id, name, position, rollup_rule, depth)
      values ($1, gen_random_uuid(), $2, 'D', 0, 'WORST', $3)`
    for (const depth of [1, 2, 3, 4])
      await assert.rejects(socle.asOwner(insert, [admin.organization_id, c.id, depth]), /violates/)
    for (const depth of [1, 2, 3])
      await assert.rejects(
        socle.asOwner('update kpi.dashboard_group set parent_id = $1, depth = $3 where id = $2', [c.id, a.id, depth]),
        /violates/,
      )
  })

  test('a stale If-Match is refused, and the audit keeps no name', async () => {
    const { admin } = await newWorld()
    const made = await call('POST', '/groups', { as: admin, body: { name: 'Très secret' } })
    const { id } = made.json<Group>()
    const headers = { 'if-match': String(made.headers['etag']) }
    assert.equal(outcome(await call('PATCH', `/groups/${id}`, { as: admin, body: { weight: 2 }, headers })), '200')
    assert.equal(
      outcome(await call('PATCH', `/groups/${id}`, { as: admin, body: { weight: 3 }, headers })),
      '412 STALE',
    )
    await call('DELETE', `/groups/${id}`, { as: admin })
    const rows = await socle.asOwner('select action, before, after from kernel.audit_entry where entity_id = $1', [id])
    assert.deepEqual(
      rows.map((row) => row['action']),
      ['group.created', 'group.updated', 'group.deleted'],
    )
    assert.ok(!JSON.stringify(rows).includes('secret'))
  })
})

describe('the roll-up', () => {
  // of the last suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('counts only what the person may see, and says why', async () => {
    const { admin, owner, other } = await newWorld()
    const top = await group(admin, 'Site')
    const open = await make.dashboard(owner, { title: 'Ouvert', group_id: top.id })
    const hidden = await make.dashboard(owner, { title: 'Secret', group_id: top.id, visibility: 'PRIVATE' })
    await kpiOf(owner, open.id, 'GREEN')
    await kpiOf(owner, hidden.id, 'RED')
    const mine = named(await tree(owner), 'Site')
    assert.equal(mine.status, 'RED')
    assert.equal(mine.explanation.replaceAll('\u00A0', ' '), 'Rouge : 1 indicateur rouge sur 2 (règle : le pire).')
    const theirs = await tree(other)
    assert.deepEqual([named(theirs, 'Site').status, named(theirs, 'Site').kpi_count], ['GREEN', 1])
    assert.ok(!theirs.some((node) => node.name === 'Secret'))
  })

  test('weighs dashboards and KPIs by the rule of their group', async () => {
    const { admin } = await newWorld()
    const top = await group(admin, 'Site', { rollup_rule: 'WEIGHTED' })
    const heavy = await make.dashboard(admin, { title: 'Lourd', group_id: top.id, weight: 3 })
    const light = await make.dashboard(admin, { title: 'Léger', group_id: top.id })
    await make.dashboard(admin, { title: 'Vide', group_id: top.id })
    await kpiOf(admin, heavy.id, 'GREEN', { weight: 9 })
    await kpiOf(admin, heavy.id, 'RED')
    await make.kpi(admin, heavy.id)
    await kpiOf(admin, light.id, 'RED')
    const nodes = await tree(admin)
    const seen = ['Lourd', 'Léger', 'Vide', 'Site'].map((name) => {
      const { status, score_percent, no_data } = named(nodes, name)
      return [status, score_percent, no_data]
    })
    assert.deepEqual(seen, [
      ['GREEN', 90, 1],
      ['RED', 0, 0],
      [null, null, 0],
      ['GREEN', 75, 1],
    ])
  })

  test('says the same of a dashboard in the tree, in its list, on its page and in the overview', async () => {
    const { admin } = await newWorld()
    const weighted = await group(admin, 'Pondéré', { rollup_rule: 'WEIGHTED' })
    const inside = await make.dashboard(admin, { title: 'Dedans', group_id: weighted.id })
    const outside = await make.dashboard(admin, { title: 'Dehors' })
    for (const { id } of [inside, outside]) {
      await kpiOf(admin, id, 'RED')
      await kpiOf(admin, id, 'GREEN', { weight: 2 })
    }
    const read = async <T>(path: string): Promise<T> => (await call('GET', path, { as: admin })).json<T>()
    interface Said {
      readonly status: string | null
      readonly status_explanation: string
    }
    const said = ({ status, status_explanation }: Said) => [status, status_explanation]
    const nodes = await tree(admin)
    for (const [index, { id, title }] of [inside, outside].entries()) {
      const node = named(nodes, title)
      assert.equal(node.status, ['ORANGE', 'RED'][index])
      const [list, page, overview] = await Promise.all([
        read<{ items: (Said & { id: string })[] }>('/dashboards'),
        read<Said>(`/dashboards/${id}`),
        read<{ items: (Said & { dashboard_id: string })[] }>('/reporting/overview'),
      ])
      const all = [list.items.find((one) => one.id === id), page, overview.items.find((one) => one.dashboard_id === id)]
      const expected = [node.status, node.explanation]
      assert.deepEqual(
        all.map((one) => one && said(one)),
        [expected, expected, expected],
      )
    }
  })

  test('equals an independent computation in SQL on a random tree', async () => {
    const { admin } = await newWorld()
    const random = (count: number): number => Math.floor(Math.random() * count)
    const rule = (): string => (random(2) === 0 ? 'WORST' : 'WEIGHTED')
    const groups: Group[] = []
    for (let index = 0; index < 9; index += 1) {
      const fields = { rollup_rule: rule(), weight: 1 + random(5) }
      const parent = index < 3 ? {} : { parent_id: groups[index - 3]?.id }
      groups.push(await group(admin, `G${index}`, { ...fields, ...parent }))
    }
    for (let index = 0; index < 14; index += 1) {
      const place = { group_id: groups[random(9)]?.id, weight: 1 + random(5) }
      const board = await make.dashboard(admin, { title: `D${index}`, ...place })
      for (let kpi = random(4); kpi > 0; kpi -= 1) {
        const status = (['GREEN', 'ORANGE', 'RED', null] as const)[random(4)] ?? null
        const fields = { weight: 1 + random(5) }
        if (status === null) await make.kpi(admin, board.id, fields)
        else await kpiOf(admin, board.id, status, fields)
      }
    }
    const computed = new Map((await tree(admin)).map((node) => [node.id, node.status]))
    const expected = await socle.asOwner(independentRollUp, [admin.organization_id])
    assert.equal(expected.length, 23)
    for (const { id, name, status } of expected)
      assert.equal(computed.get(String(id)) ?? null, status, `${String(name)} ${JSON.stringify(expected)}`)
  })
})

/** Level by level in numeric arithmetic: KPIs, dashboards, then groups of depth 3, 2, 1. Every KPI is monthly here. */
const independentRollUp = `
  with kpis as (
    select k.dashboard_id, k.weight,
      (select v.status from kpi.value v where v.kpi_id = k.id order by v.period_start desc limit 1) as status
    from kpi.kpi k where k.organization_id = $1
  ),
  boards as (
    select d.id, d.title as name, d.group_id as parent_id, d.weight, ${verdict('k', `(select g.rollup_rule from kpi.dashboard_group g where g.id = d.group_id)`)} as status
    from kpi.dashboard d left join kpis k on k.dashboard_id = d.id
    where d.organization_id = $1
    group by d.id, d.title, d.group_id, d.weight
  ),
  third as (${level(3, 'select id, name, parent_id, weight, status from boards')}),
  second as (${level(2, 'select id, name, parent_id, weight, status from boards union all select * from third')}),
  first as (${level(1, 'select id, name, parent_id, weight, status from boards union all select * from second')})
  select id, name, status from boards union all select id, name, status from third
  union all select id, name, status from second union all select id, name, status from first`

function level(depth: number, children: string): string {
  return `select g.id, g.name, g.parent_id, g.weight::int, ${verdict('c', 'g.rollup_rule')} as status
    from kpi.dashboard_group g left join (${children}) c on c.parent_id = g.id
    where g.organization_id = $1 and g.depth = ${depth}
    group by g.id, g.name, g.parent_id, g.weight, g.rollup_rule`
}

/** The status of a group of rows: no value counts as no data (a KPI without one), an empty dashboard as nothing. */
function verdict(row: string, rule: string): string {
  const points = `(case ${row}.status when 'GREEN' then 1.0 when 'ORANGE' then 0.5 when 'RED' then 0.0 end)`
  const judged = `${row}.status in ('GREEN', 'ORANGE', 'RED')`
  const score = `sum(${row}.weight * ${points}) filter (where ${judged}) / sum(${row}.weight) filter (where ${judged})`
  const isLeaf = row === 'k'
  const missing = isLeaf ? `count(k.weight) > 0` : `bool_or(c.status = 'NO_DATA')`
  return `case
    when count(*) filter (where ${judged}) = 0 then case when ${missing} then 'NO_DATA' end
    when coalesce(${rule}, 'WORST') = 'WORST' then
      case when bool_or(${row}.status = 'RED') then 'RED' when bool_or(${row}.status = 'ORANGE') then 'ORANGE' else 'GREEN' end
    when ${score} >= 0.75 then 'GREEN' when ${score} >= 0.5 then 'ORANGE' else 'RED' end`
}
