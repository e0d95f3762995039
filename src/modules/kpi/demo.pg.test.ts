import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { exampleCsv, exampleXlsx } from '../../../db/seed/examples.ts'
import { seedDemoWorld } from '../../../db/seed/demo-world.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { modules } from '../../modules.ts'
import type { ImportJob } from './import-schemas.ts'
import type { Direction, Overview } from './reporting-schemas.ts'
import type { Action, Comment, Dashboard, Kpi, ThresholdVersion, Value } from './schemas.ts'

const socle = await createTestSocle({ env: { SOCLE_DEMO: 'yes' } })
const { call } = socle
const logins = await seedDemoWorld(socle.services, modules)
const claire = await logIn('claire@breval.example')
const karim = await logIn('karim@breval.example')
const sophie = await logIn('sophie@breval.example')

async function logIn(email: string): Promise<Person> {
  const login = logins.find((one) => one.email === email)
  const answer = await call('POST', '/auth/login', { body: login })
  assert.equal(answer.statusCode, 200, answer.body)
  return { token: answer.json<{ access_token: string }>().access_token } as Person
}

async function read<T>(path: string, as: Person = claire): Promise<T> {
  const answer = await call('GET', path, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<T>()
}

async function list<T>(path: string, as: Person = claire): Promise<readonly T[]> {
  return (await read<{ items: readonly T[] }>(path, as)).items
}

async function kpiNamed(code: string): Promise<Kpi> {
  const dashboards = await list<Dashboard>('/dashboards')
  const kpis = (await Promise.all(dashboards.map(({ id }) => list<Kpi>(`/dashboards/${id}/kpis`)))).flat()
  const kpi = kpis.find((one) => one.code === code)
  assert.ok(kpi, code)
  return kpi
}

describe('the demo world', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('shows five dashboards to the ADMIN, and to others what their rights show', async () => {
    const titles = async (as: Person): Promise<readonly string[]> =>
      (await list<Dashboard>('/dashboards', as)).map(({ title }) => title)
    assert.deepEqual(await titles(claire), [
      'Logistique',
      'Point quotidien',
      'Production',
      'Qualité et sécurité',
      'Ressources humaines',
    ])
    assert.deepEqual(await titles(karim), ['Logistique', 'Point quotidien', 'Production', 'Qualité et sécurité'])
    assert.deepEqual(await titles(sophie), ['Logistique', 'Point quotidien', 'Production'])
  })

  test('holds every status, every frequency and every direction', async () => {
    const { totals } = await read<Overview>('/reporting/overview')
    assert.deepEqual(
      [totals.kpi_count, totals.green, totals.orange, totals.red, totals.no_data, totals.no_threshold],
      [22, 11, 7, 3, 0, 1],
    )
    const dashboards = await list<Dashboard>('/dashboards')
    const kpis = (await Promise.all(dashboards.map(({ id }) => list<Kpi>(`/dashboards/${id}/kpis`)))).flat()
    assert.equal(new Set(kpis.map(({ frequency }) => frequency)).size, 6)
    assert.equal(new Set(kpis.map(({ direction }) => direction)).size, 3)
    assert.ok(new Set(kpis.map(({ unit }) => unit)).size >= 5)
  })

  test('opens the direction view on something to do', async () => {
    const direction = await read<Direction>('/reporting/direction')
    assert.equal(direction.verdict, '3 indicateurs dans le rouge, 2 saisies en retard, 1 action en retard.')
    assert.deepEqual(
      direction.red.map(({ code }) => code),
      ['PROD-DELAI', 'RH-ABS', 'LOG-SERVICE'],
    )
    assert.ok(direction.improving.length >= 4 && direction.worsening.length >= 4)
    assert.deepEqual(
      direction.late_actions.map(({ title }) => title),
      ['Contractualiser un second transporteur pour le Sud'],
    )
    assert.deepEqual(
      direction.due_soon.map(({ title }) => title),
      ['Réorganiser la file de la centrale d’usinage'],
    )
    assert.deepEqual(
      direction.missing_values.map(({ code, missing_count }) => [code, missing_count]),
      [
        ['QUAL-POSE', 1],
        ['RH-ABS', 1],
      ],
    )
  })

  test('shows a change of thresholds: older values keep the judgement of their day', async () => {
    const kpi = await kpiNamed('PROD-DELAI')
    const versions = await list<ThresholdVersion>(`/kpis/${kpi.id}/thresholds`)
    assert.deepEqual(
      versions.map(({ threshold_green }) => threshold_green),
      [15, 12],
    )
    const values = await list<Value>(`/kpis/${kpi.id}/values?limit=500`)
    assert.equal(values.length, 24)
    const used = values.map(({ threshold_version_id }) => versions.findIndex(({ id }) => id === threshold_version_id))
    assert.deepEqual(used, [...Array<number>(16).fill(0), ...Array<number>(8).fill(1)])
    assert.equal(values.at(-1)?.comment, 'Centrale d’usinage arrêtée quatre jours.')
  })

  test('computes KPIs from others, one of which is for the direction alone', async () => {
    const perHead = await kpiNamed('LOG-STOCK-SAL')
    assert.deepEqual([perHead.is_computed, perHead.value_count, perHead.latest_value], [true, 24, 4109])
    const { sentence } = await read<{ sentence: string }>(`/kpis/${perHead.id}/formula`, sophie)
    assert.equal(sentence, 'Valeur du stock de bois ÷ indicateur non visible')
    assert.ok((await kpiNamed('QUAL-RECLAM-T')).value_count >= 6)
  })

  test('has a gap in a history, comments, and actions in every state', async () => {
    const absences = await list<Value>(`/kpis/${(await kpiNamed('RH-ABS')).id}/values`)
    assert.equal(absences.length, 23)
    const service = await kpiNamed('LOG-SERVICE')
    const said = await list<Comment>(`/kpis/${service.id}/comments`)
    assert.deepEqual(
      said.map(({ author_name }) => author_name),
      ['Claire Bréval', 'Sophie Lemaire'],
    )
    const actions = await list<Action>('/actions')
    assert.deepEqual([...new Set(actions.map(({ status }) => status))].toSorted(), [
      'CANCELLED',
      'DONE',
      'IN_PROGRESS',
      'OPEN',
    ])
  })

  test('was made by real acts: the audit chain holds and names them', async () => {
    const verdict = await read<{ ok: boolean; entries: number }>('/audit/verify')
    assert.equal(verdict.ok, true)
    const acts = new Set((await list<{ action: string }>('/audit?limit=500')).map(({ action }) => action))
    for (const act of ['dashboard.created', 'kpi.created', 'kpi.updated', 'value.created', 'import.finished'])
      assert.ok(acts.has(act), act)
  })

  test('takes the example files as they are, every row of them', async () => {
    const csv = await upload('exemple-import.csv')
    assert.deepEqual(
      [csv.status, csv.type, csv.rows_written, csv.rows_total, csv.detected.encoding, csv.detected.delimiter],
      ['SUCCESS', 'CSV', 15, 15, 'windows-1252', ';'],
      JSON.stringify(csv.errors),
    )
    const xlsx = await upload('exemple-import.xlsx')
    assert.deepEqual(
      [xlsx.status, xlsx.type, xlsx.rows_written, xlsx.rows_total, xlsx.detected.sheet],
      ['SUCCESS', 'EXCEL', 24, 24, 'Archives 2022'],
      JSON.stringify(xlsx.errors),
    )
    const service = await kpiNamed('LOG-SERVICE')
    const archived = await list<Value>(`/kpis/${service.id}/values?to=2022-12-31`)
    assert.deepEqual(
      archived.map(({ period_label, value, comment }) => [period_label, value, comment]),
      [
        ['2022-01', 93.5, ''],
        ['2022-02', 94.2, ''],
        ['2022-03', 91, 'Grève des transports ; « deux semaines »'],
        ['2022-04', 95.75, ''],
        ['2022-05', 96, ''],
      ].map(([label, value, comment]) => [label, value, comment === '' ? null : comment]),
    )
  })

  test('comes with example files that are what their script writes', async () => {
    assert.deepEqual(await example('exemple-import.csv'), exampleCsv())
    assert.deepEqual(await example('exemple-import.xlsx'), await exampleXlsx())
  })
})

function example(name: string): Promise<Buffer> {
  return readFile(new URL(`../../../db/seed/${name}`, import.meta.url))
}

async function upload(name: string): Promise<ImportJob> {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(await example(name))]), name)
  const sent = new Response(form)
  const answer = await call('POST', '/imports/kpi-values', {
    as: claire,
    headers: { 'content-type': sent.headers.get('content-type') ?? '' },
    payload: Buffer.from(await sent.arrayBuffer()),
  })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<ImportJob>()
}
