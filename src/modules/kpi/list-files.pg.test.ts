// Lists as files: every list has one, it holds what the list holds, and values come back in as they went out.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createTestSocle, type Person } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { readOperations } from '../../../test/support/operations.ts'
import type { Kpi } from './schemas.ts'
import { nextPeriod, periodOf, type Frequency } from './rules/period.ts'
import type { Day } from '#kernel/dates.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const imports = importShortcuts(socle)

interface Entry {
  readonly kpi_id: string
  readonly period_label: string
  readonly value: number
  readonly comment: string | null
}

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'] as const

/** Any number the product holds: up to 15 significant digits, up to 6 of them decimals, both signs. */
const value = fc
  .tuple(fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, places]) => Number(`${digits}e-${places}`))
const comment = fc.option(
  fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(...'\'"=+-@;,|\t\n＝＋－＠ <&>é\u00A0'),
        fc.constantFrom('_x0041_', '""', "'=", '\r\n', '=1+1', 'n/a'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 20,
    })
    .filter((text) => text.trim() !== '' && !/[\0\uFFFE\uFFFF]/.test(text)),
  { nil: null },
)
const entries = fc.array(fc.record({ kpi: fc.nat(5), gap: fc.integer({ min: 1, max: 3 }), value, comment }), {
  minLength: 1,
  maxLength: 15,
})

/** What a dashboard holds, page by page. */
async function valuesOf(as: Person, dashboardId: string): Promise<readonly Entry[]> {
  const found: Entry[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`
    const answer = await call('GET', `/dashboards/${dashboardId}/values?limit=7${query}`, { as })
    const page = answer.json<{ items: readonly Entry[]; next_cursor: string | null }>()
    found.push(
      ...page.items.map(({ kpi_id, period_label, value, comment }) => ({ kpi_id, period_label, value, comment })),
    )
    cursor = page.next_cursor
  } while (cursor !== null)
  return found
}

describe('lists as files', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('what is exported and imported again is what was there, in both formats', async () => {
    const admin = await socle.signUp()
    const dashboard = await make.dashboard(admin)
    const kpis: Kpi[] = []
    for (const [index, frequency] of frequencies.entries())
      kpis.push(await make.kpi(admin, dashboard.id, { name: `=KPI ${index}`, frequency, unit: index % 2 ? '%' : null }))
    const rowsOf = (made: readonly { kpi: number; gap: number; value: number; comment: string | null }[]) => {
      const at = new Map<number, ReturnType<typeof periodOf>>()
      return made.map(({ kpi, gap, ...rest }) => {
        const frequency = frequencies[kpi] as Frequency
        let period = at.get(kpi) ?? periodOf(frequency, '1999-12-31' as Day)
        for (let step = 0; step < gap; step += 1) period = nextPeriod(frequency, period)
        at.set(kpi, period)
        return { kpi_id: kpis[kpi]?.id ?? '', period: period.label, ...rest }
      })
    }
    await fc.assert(
      fc.asyncProperty(entries, fc.constantFrom('csv', 'xlsx'), async (made, format) => {
        const erase = 'delete from kpi.value where organization_id = $1'
        await socle.asOwner(erase, [admin.organization_id])
        const first = await call('POST', '/imports/kpi-values', { as: admin, body: { rows: rowsOf(made) } })
        assert.equal(first.json<{ status: string }>().status, 'SUCCESS', first.body)
        const before = await valuesOf(admin, dashboard.id)
        assert.equal(before.length, made.length)
        const file = (await call('GET', `/dashboards/${dashboard.id}/values?format=${format}`, { as: admin }))
          .rawPayload
        const overwrite = [['on_duplicate', 'overwrite']] as const
        const again = await imports.finished(admin, { file, name: `valeurs.${format}`, before: overwrite })
        assert.equal(again.status, 'SUCCESS', JSON.stringify(again.errors))
        assert.deepEqual(await valuesOf(admin, dashboard.id), before, 'over what is there')
        await socle.asOwner(erase, [admin.organization_id])
        const back = await imports.finished(admin, { file, name: `valeurs.${format}` })
        assert.equal(back.status, 'SUCCESS', JSON.stringify(back.errors))
        assert.deepEqual(await valuesOf(admin, dashboard.id), before)
      }),
      { numRuns: 12, endOnFailure: true },
    )
  })

  test('the history of one KPI comes back too', async () => {
    const admin = await socle.signUp()
    const kpi = await make.kpi(admin, (await make.dashboard(admin)).id)
    await make.value(admin, kpi.id, { period: '2024-01', value: -1234.5, comment: '=SOMME(A1)' })
    const csv = (await call('GET', `/kpis/${kpi.id}/values?format=csv`, { as: admin })).rawPayload
    assert.match(csv.toString(), /"2024-01";"-1234,5";"'=SOMME\(A1\)";"Rouge"/)
    await socle.asOwner('delete from kpi.value where organization_id = $1', [admin.organization_id])
    assert.equal((await imports.finished(admin, { file: csv })).rows_written, 1)
    const { items } = (await call('GET', `/kpis/${kpi.id}/values`, { as: admin })).json<{ items: readonly Entry[] }>()
    assert.deepEqual(
      items.map(({ value, comment }) => [value, comment]),
      [[-1234.5, '=SOMME(A1)']],
    )
  })

  test('a file holds every page of its list, and obeys its filters and rights', async () => {
    const admin = await socle.signUp()
    const dashboard = await make.dashboard(admin, { visibility: 'PRIVATE' })
    const kpi = await make.kpi(admin, dashboard.id)
    const periods = Array.from({ length: 620 }, (_, index) => ({
      kpi_id: kpi.id,
      period: `${1990 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
      value: index,
    }))
    const past = periods.filter(({ period }) => period < '2024-01')
    const frequent = await make.kpi(admin, dashboard.id, { frequency: 'DAILY', name: 'Jour' })
    const days = Array.from({ length: 600 }, (_, index) => ({
      kpi_id: frequent.id,
      period: new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10),
      value: index,
    }))
    const written = await call('POST', '/imports/kpi-values', { as: admin, body: { rows: [...past, ...days] } })
    assert.equal(written.json<{ status: string }>().status, 'SUCCESS', written.body)
    const lines = async (path: string): Promise<number> =>
      (await call('GET', path, { as: admin })).body.trim().split('\r\n').length - 1
    assert.equal(await lines(`/kpis/${frequent.id}/values?format=csv`), 600)
    assert.equal(await lines(`/dashboards/${dashboard.id}/values?format=csv`), past.length + 600)
    assert.equal(await lines(`/kpis/${frequent.id}/values?format=csv&from=2020-01-01&to=2020-01-31`), 31)
    const user = await socle.addUser(admin)
    assert.equal(
      outcome(await call('GET', `/dashboards/${dashboard.id}/values?format=xlsx`, { as: user })),
      '404 NOT_FOUND',
    )
    assert.equal(outcome(await call('GET', '/audit?format=csv', { as: user })), '403 FORBIDDEN')
  })

  test('every list of the API is a file in both formats, with a name and the right type', async () => {
    const admin = await socle.signUp()
    const lists = (await readOperations(socle.app)).filter(
      ({ query, params, method }) =>
        method === 'GET' && params.length === 0 && query.some(({ name }) => name === 'format'),
    )
    const ids = lists.map(({ id }) => id)
    for (const id of ['listDashboards', 'listActions', 'listUsers', 'listAudit', 'getOverview', 'listImportJobs'])
      assert.ok(ids.includes(id), `${id} is no file: ${ids.join(', ')}`)
    for (const { path, query, id } of lists) {
      const needed = query
        .filter(({ required }) => required)
        .map(({ name, schema }) => `&${name}=${schema.examples?.[0]}`)
      for (const [format, type] of [
        ['csv', 'text/csv; charset=utf-8'],
        ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
      ] as const) {
        const answer = await call('GET', `${path}?format=${format}${needed.join('')}`, { as: admin })
        assert.equal(answer.statusCode, 200, `${id}: ${answer.body.slice(0, 300)}`)
        assert.equal(answer.headers['content-type'], type, id)
        assert.match(
          String(answer.headers['content-disposition']),
          new RegExp(`attachment; filename="[^"]+\\.${format}"`),
        )
        assert.equal(answer.rawPayload.subarray(0, 2).toString('latin1'), format === 'xlsx' ? 'PK' : '\xEF\xBB', id)
      }
    }
    const overview = await call('GET', '/reporting/overview?format=csv', { as: admin })
    assert.match(overview.body, /"Tableau de bord";"Processus";"Statut";"Raison du statut";"Indicateurs"/)
  })
})
