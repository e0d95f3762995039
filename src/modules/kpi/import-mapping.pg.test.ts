import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import type { Refusal } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { ImportJob, SavedMapping } from './import-schemas.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const { send, finished } = importShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
await make.kpi(owner, board.id, { code: 'K' })

const save = (body: unknown, as: Person = owner): Promise<Answer> => call('POST', '/imports/mappings', { as, body })
const saved = async (body: unknown, as: Person = owner): Promise<SavedMapping> => {
  const answer = await save(body, as)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<SavedMapping>()
}
const change = (id: string, body: unknown, as: Person = owner, headers = {}): Promise<Answer> =>
  call('PATCH', `/imports/mappings/${id}`, { as, body, headers })
const remove = (id: string, as: Person = owner): Promise<Answer> => call('DELETE', `/imports/mappings/${id}`, { as })
const names = async (as: Person, query = ''): Promise<readonly string[]> =>
  (await call('GET', `/imports/mappings${query}`, { as }))
    .json<{ items: readonly SavedMapping[] }>()
    .items.map(({ name }) => name)

const columns = { kpi: 'Réf interne', period: 'Quand', value: 'Combien' }
const file = 'Réf interne;Quand;Combien;Autre\nK;2025-01;97;x\n'
const rehearsal = [['dry_run', 'true']] as const

describe('saved mappings', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a mapping is used by its id, with its options; what the form says goes first', async () => {
    const mapping = await saved({
      name: ' Export ',
      mapping: columns,
      options: { delimiter: ';', on_duplicate: 'skip', mode: 'valid_rows' },
    })
    assert.deepEqual([mapping.name, mapping.owner_id, mapping.can_edit], ['Export', owner.user_id, true])
    const refused = await send(owner, { file, before: rehearsal })
    assert.equal(outcome(refused), '422 HEADER_NOT_FOUND')
    const job = await finished(other, { file, before: [...rehearsal, ['mapping_id', mapping.id]] })
    assert.deepEqual(
      [job.mapping_id, job.on_duplicate, job.mode, job.rows_rejected, job.suggested_mapping_id],
      [mapping.id, 'skip', 'valid_rows', 1, null],
      'another person of the organisation uses it, with his own rights',
    )
    const own = [...rehearsal, ['mapping_id', mapping.id], ['on_duplicate', 'overwrite']] as const
    const overwriting = await finished(owner, { file, before: own })
    assert.deepEqual([overwriting.on_duplicate, overwriting.rows_valid], ['overwrite', 1])
    assert.equal((await remove(mapping.id)).statusCode, 204)
    const kept = await call('GET', `/imports/jobs/${overwriting.id}`, { as: owner })
    assert.equal(kept.json<ImportJob>().mapping_id, null)
  })

  test('an unknown mapping, another organisation’s, or two at once are refused', async () => {
    const foreign = await saved({ name: 'Export', mapping: columns }, stranger)
    for (const id of [randomUUID(), foreign.id, 'x']) {
      const answer = await send(owner, { file, before: [['mapping_id', id]] })
      assert.equal(outcome(answer), id === 'x' ? '422 VALUE_INVALID' : '422 UNKNOWN_MAPPING')
      assert.equal(answer.json<Refusal>().errors?.[0]?.pointer, '/mapping_id')
    }
    const mine = await saved({ name: 'Deux', mapping: columns })
    const both = await send(owner, {
      file,
      before: [
        ['mapping_id', mine.id],
        ['mapping', '{}'],
      ],
    })
    assert.deepEqual([outcome(both), both.json<Refusal>().errors?.[0]?.pointer], ['422 VALUE_INVALID', '/mapping'])
    await remove(mine.id)
  })

  test('files with the same headers are recognised, also where no header is known otherwise', async () => {
    const headers = ['Réf interne', 'Quand', 'Combien', 'Autre']
    const mapping = await saved({ name: 'Reconnu', mapping: columns, headers })
    const refused = await send(owner, { file: `Titre\n\n${file}`, before: rehearsal })
    const problem = refused.json<Refusal & { suggested_mapping_id: string; headers: readonly string[] }>()
    assert.deepEqual([problem.code, problem.suggested_mapping_id], ['HEADER_NOT_FOUND', mapping.id])
    assert.deepEqual(problem.headers, headers)
    const known = await saved({ name: 'Mois', mapping: { kpi: 'Code' }, headers: ['Code', 'Site', 'janv. 2025'] })
    const later = await finished(owner, { file: 'SITE;code;2025-05;2025-06\nA;K;1;2\n', before: rehearsal })
    assert.deepEqual([later.suggested_mapping_id, later.rows_valid], [known.id, 1])
    const unlike = await finished(owner, { file: 'code;2025-05;2025-06\nK;1;2\n', before: rehearsal })
    assert.equal(unlike.suggested_mapping_id, null)
    for (const { id } of [mapping, known]) await remove(id)
  })

  test('everybody reads them, page by page by name; the owner and ADMINs change them', async () => {
    const b = await saved({ name: 'b', mapping: {} })
    const a = await saved({ name: 'A', mapping: {} }, other)
    assert.deepEqual(await names(admin), ['A', 'b'])
    assert.deepEqual(await names(stranger), ['Export'])
    const first = (await call('GET', '/imports/mappings?limit=1', { as: owner })).json<{ next_cursor: string }>()
    assert.deepEqual(await names(owner, `?limit=1&cursor=${encodeURIComponent(first.next_cursor)}`), ['b'])
    assert.equal(outcome(await change(a.id, { name: 'c' })), '403 FORBIDDEN')
    assert.equal(outcome(await remove(a.id)), '403 FORBIDDEN')
    assert.equal(outcome(await change(a.id, { name: 'c' }, stranger)), '404 NOT_FOUND')
    assert.equal(outcome(await remove(a.id, stranger)), '404 NOT_FOUND')
    assert.equal(outcome(await change(a.id, { name: ' B ' }, admin)), '409 MAPPING_NAME_TAKEN')
    assert.equal(outcome(await save({ name: 'a ', mapping: {} })), '409 MAPPING_NAME_TAKEN')
    const renamed = (await change(a.id, { name: 'c', mapping: columns }, admin)).json<SavedMapping>()
    assert.deepEqual([renamed.name, renamed.mapping, renamed.owner_id], ['c', columns, other.user_id])
    assert.equal(outcome(await change(b.id, { name: 'd' }, owner, { 'if-match': '"x"' })), '412 STALE')
    const traces = await asOwner(`select action from kernel.audit_entry where entity_id = $1 order by seq`, [a.id])
    assert.deepEqual(
      traces.map(({ action }) => action),
      ['mapping.created', 'mapping.updated'],
    )
    for (const { id } of [a, b]) assert.equal((await remove(id, admin)).statusCode, 204)
  })

  test('what no file can be read by is refused, and nothing is saved', async () => {
    const bodies: readonly (readonly [unknown, string])[] = [
      [{ name: ' ', mapping: {} }, '/name'],
      [{ name: 'x' }, '/mapping'],
      [{ name: 'x', mapping: { layout: 'matrix' } }, '/mapping/periods'],
      [{ name: 'x', mapping: { periods: ['2025'] } }, '/mapping/periods'],
      [{ name: 'x', mapping: { foo: 'x' } }, '/mapping/foo'],
      [{ name: 'x', mapping: {}, options: { dry_run: true } }, '/options/dry_run'],
      [{ name: 'x', mapping: {}, options: { header_row: 0 } }, '/options/header_row'],
      [{ name: 'x', mapping: {}, owner_id: admin.user_id }, '/owner_id'],
    ]
    for (const [body, pointer] of bodies) {
      const answer = await save(body)
      assert.deepEqual([answer.statusCode, answer.json<Refusal>().errors?.[0]?.pointer], [422, pointer], answer.body)
    }
    assert.deepEqual(await names(owner), [])
  })
})
