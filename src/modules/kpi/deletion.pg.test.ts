import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle, type Person } from '../../../test/support/app.ts'
import { formOf } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Deletion } from './deletion-schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()

const send = async (method: 'POST' | 'PUT', path: string, body: Record<string, unknown>): Promise<{ id: string }> => {
  const answer = await call(method, path, { as: owner, body })
  assert.ok(answer.statusCode < 300, answer.body)
  return answer.json<{ id: string }>()
}
const attach = async (path: string): Promise<void> => {
  const { payload, contentType } = formOf({ file: Buffer.from('%PDF-1.7\n'), name: 'relevé.pdf' })
  const answer = await call('POST', path, { as: owner, payload, headers: { 'content-type': contentType } })
  assert.ok(answer.statusCode < 300, answer.body)
}
const ask = (path: string, as: Person = owner) => call('GET', `${path}/deletion`, { as })
const read = async (path: string): Promise<Deletion> => {
  const answer = await ask(path)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Deletion>()
}

describe('what would go with a KPI or a dashboard', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('is counted to the last file, and nothing of a neighbour', async () => {
    const board = await make.dashboard(owner)
    const kpi = await make.kpi(owner, board.id)
    const empty = await make.kpi(owner, board.id)
    const value = await make.value(owner, kpi.id, { period: '2024-05', value: 96 })
    await attach(`/values/${value.id}/evidence`)
    await make.action(owner, kpi.id, { title: 'Ouverte' })
    const done = await make.action(owner, kpi.id, { title: 'Faite', status: 'DONE', progress: 100 })
    await send('POST', `/actions/${done.id}/comments`, { content: 'Fait.' })
    const comment = await send('POST', `/kpis/${kpi.id}/comments`, { content: 'Voir le relevé.' })
    await attach(`/comments/${comment.id}/attachments`)
    await send('POST', `/kpis/${kpi.id}/annotations`, { period: '2024-05', text: 'Panne' })
    await send('PUT', `/kpis/${kpi.id}/targets`, { items: [{ period: '2024-05', value: 95 }] })
    await send('POST', `/dashboards/${board.id}/meetings`, {})
    await send('POST', '/screens', {
      name: 'Atelier',
      dashboard_ids: [board.id],
      views: ['OVERVIEW'],
      seconds_per_view: 20,
    })
    const counts = {
      kpis: 1,
      values: 1,
      evidence_files: 1,
      open_actions: 1,
      other_actions: 1,
      comments: 2,
      comment_files: 1,
      annotations: 1,
      targets: 1,
      formulas: 0,
      meetings: 0,
      screens: 0,
    }
    assert.deepEqual(await read(`/kpis/${kpi.id}`), { counts, obstacle: null })
    const whole = { ...counts, kpis: 2, meetings: 1, screens: 1 }
    assert.deepEqual(await read(`/dashboards/${board.id}`), { counts: whole, obstacle: null })
    const none = Object.fromEntries(Object.keys(counts).map((key) => [key, key === 'kpis' ? 1 : 0]))
    assert.deepEqual((await read(`/kpis/${empty.id}`)).counts, none)
  })

  test('a closed period is said before anything is typed, and deleting says the same', async () => {
    const board = await make.dashboard(owner)
    const kpi = await make.kpi(owner, board.id)
    const free = await make.kpi(owner, board.id)
    await make.value(owner, kpi.id, { period: '2024-05', value: 96 })
    const lock = { locked_through: '2024-05-31' }
    assert.equal((await call('PUT', `/dashboards/${board.id}/lock`, { as: owner, body: lock })).statusCode, 200)
    for (const path of [`/kpis/${kpi.id}`, `/dashboards/${board.id}`]) {
      const { obstacle } = await read(path)
      assert.equal(obstacle?.code, 'PERIOD_LOCKED')
      assert.match(obstacle.detail, /31\/05\/2024/)
      assert.equal(outcome(await call('DELETE', path, { as: owner })), '409 PERIOD_LOCKED')
    }
    assert.equal((await read(`/kpis/${free.id}`)).obstacle, null)
  })

  test('what is computed from it is named; what goes along with it is no obstacle', async () => {
    const board = await make.dashboard(owner)
    const input = await make.kpi(owner, board.id)
    const total = await make.kpi(owner, board.id, { name: 'Total du site' })
    await send('PUT', `/kpis/${total.id}/formula`, { kind: 'SUM', terms: [{ kpi_id: input.id, coefficient: 1 }] })
    const { obstacle } = await read(`/kpis/${input.id}`)
    assert.equal(obstacle?.code, 'KPI_IS_INPUT')
    assert.match(obstacle.detail, /« Total du site »/)
    assert.equal((await read(`/kpis/${total.id}`)).counts.formulas, 1)
    assert.equal((await read(`/dashboards/${board.id}`)).obstacle, null)
  })

  test('it is told to those who may delete, and to nobody else', async () => {
    const board = await make.dashboard(owner)
    const kpi = await make.kpi(owner, board.id)
    for (const path of [`/kpis/${kpi.id}`, `/dashboards/${board.id}`]) {
      assert.equal((await ask(path, admin)).statusCode, 200)
      assert.equal(outcome(await ask(path, other)), '403 FORBIDDEN')
      assert.equal(outcome(await ask(path, stranger)), '404 NOT_FOUND')
    }
  })
})
