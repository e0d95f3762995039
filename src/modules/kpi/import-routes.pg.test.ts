import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import type { Refusal, Upload } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { ImportJob } from './import-schemas.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const { send, finished } = importShortcuts(socle)
const admin = await socle.signUp()
const board = await make.dashboard(admin)
const lastJob = async (as: Person = admin): Promise<ImportJob> =>
  (await call('GET', '/imports/jobs?limit=1', { as })).json<{ items: readonly [ImportJob] }>().items[0]
const values = async (kpiId: string, as: Person = admin): Promise<readonly Value[]> =>
  (await call('GET', `/kpis/${kpiId}/values?limit=500`, { as })).json<{ items: readonly Value[] }>().items
const shown = async (kpiId: string): Promise<readonly string[]> =>
  (await values(kpiId)).map((value) => `${value.period_label} ${value.value} ${value.status}`)
const refused = async (upload: Upload, as: Person = admin): Promise<Refusal> => {
  const answer = await send(as, upload)
  assert.ok(answer.statusCode >= 400, answer.body)
  return answer.json<Refusal>()
}
const counts = ({
  rows_total,
  rows_written,
  rows_rejected,
  rows_skipped,
  duplicates,
}: ImportJob): readonly number[] => [rows_total, rows_written, rows_rejected, rows_skipped, duplicates]
const codes = (job: ImportJob): readonly string[] =>
  job.errors.map((error) => `${error.row} ${error.column} ${error.code}`)

describe('imports', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a French CSV file is imported without any mapping, and each value is judged and explained', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'QUAL-01' })
    const job = await finished(admin, {
      file: 'Rapport mensuel\r\n\r\nCode;Période;Valeur;Commentaire\r\nqual-01;janv. 2025;97,5 %;=1+1 «\u00A0é\u00A0»\r\n;;;\r\nQUAL-01;15/02/2025;89;\r\n',
    })
    const { status, type, progress, detected, rows_blank, error_code, file_name } = job
    assert.deepEqual(
      [status, type, progress, rows_blank, error_code, file_name],
      ['SUCCESS', 'CSV', 100, 1, null, 'valeurs.csv'],
    )
    assert.deepEqual(detected, {
      encoding: 'utf-8',
      delimiter: ';',
      sheet: null,
      sheets: null,
      header_row: 3,
      date_system: null,
      headers: ['Code', 'Période', 'Valeur', 'Commentaire'],
    })
    assert.deepEqual(counts(job), [2, 2, 0, 0, 0])
    assert.deepEqual(
      job.notes.map((note) => `${note.row} ${note.code}`),
      ['6 PERIOD_SNAPPED'],
    )
    const [january, february] = await values(kpi.id)
    assert.deepEqual([january?.value, january?.status, january?.comment], [97.5, 'GREEN', '=1+1 «\u00A0é\u00A0»'])
    assert.equal(january?.explanation, '97,5\u00A0% ≥ 95\u00A0% → vert, seuils d’origine')
    assert.deepEqual([february?.period_start, february?.value, february?.status], ['2025-02-01', 89, 'RED'])
    assert.deepEqual((await call('GET', `/imports/jobs/${job.id}`, { as: admin })).json(), job)
  })

  test('a value is judged by the thresholds in force for its period', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'TEMPS' })
    const change = { threshold_green: 50, threshold_orange: 40, threshold_red: 30, effective_from: '2025-03-01' }
    assert.equal((await call('PATCH', `/kpis/${kpi.id}`, { as: admin, body: change })).statusCode, 200)
    await finished(admin, { file: 'code;periode;valeur\nTEMPS;2025-02;60\nTEMPS;2025-03;60\n' })
    assert.deepEqual(await shown(kpi.id), ['2025-02 60 RED', '2025-03 60 GREEN'])
  })

  test('with all_or_nothing one bad row keeps everything out, and every bad row is told', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'TOUT' })
    const job = await finished(admin, {
      file: 'code;periode;valeur\nTOUT;2025-01;1\nTOUT;2025-13;1\nTOUT;2025-02;abc\nautre;2025-01;1\n',
    })
    assert.deepEqual([job.status, job.error_code, job.values_written], ['FAILED', 'ROWS_REJECTED', 0])
    assert.equal(job.error_message, '3 valeurs sont à corriger sur 4 : rien n’a été enregistré.')
    assert.deepEqual(counts(job), [4, 0, 3, 1, 0])
    assert.deepEqual(codes(job), ['3 periode INVALID_PERIOD', '4 valeur INVALID_NUMBER', '5 code UNKNOWN_KPI'])
    assert.deepEqual(await shown(kpi.id), [])
  })

  test('with valid_rows the good rows are written and the bad ones told', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'BONNES' })
    const job = await finished(admin, {
      file: 'code;periode;valeur\nBONNES;2025-01;96\nBONNES;2025-02;n.d.\n',
      after: [['mode', 'valid_rows']],
    })
    assert.deepEqual([job.status, job.mode, counts(job)], ['SUCCESS', 'valid_rows', [2, 1, 1, 0, 0]])
    assert.deepEqual(await shown(kpi.id), ['2025-01 96 GREEN'])
  })

  test('a rehearsal says what would happen and stores no value', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'ESSAI' })
    const job = await finished(admin, {
      file: 'code;periode;valeur\nESSAI;2025-01;96\n',
      before: [['dry_run', 'true']],
    })
    assert.deepEqual([job.status, job.dry_run, job.rows_valid, counts(job)], ['SUCCESS', true, 1, [1, 0, 0, 1, 0]])
    assert.deepEqual(await shown(kpi.id), [])
  })

  test('stored values are rejected, skipped or overwritten, as asked', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'DOUBLE' })
    const before = await make.value(admin, kpi.id, { period: '2025-01', value: 91, comment: 'gardé' })
    const upload: Upload = { file: 'code;periode;valeur\nDOUBLE;31/01/2025;99\nDOUBLE;2025-02;98\n' }
    const rejecting = await finished(admin, upload)
    assert.deepEqual([rejecting.status, counts(rejecting)], ['FAILED', [2, 0, 1, 1, 1]])
    assert.deepEqual(codes(rejecting), ['2 periode DUPLICATE_EXISTING'])
    assert.equal(rejecting.errors[0]?.raw, '31/01/2025')
    const skipping = await finished(admin, { ...upload, before: [['on_duplicate', 'skip']] })
    assert.deepEqual([skipping.status, counts(skipping)], ['SUCCESS', [2, 1, 0, 1, 1]])
    assert.deepEqual(await shown(kpi.id), ['2025-01 91 ORANGE', '2025-02 98 GREEN'])
    const overwriting = await finished(admin, { ...upload, after: [['on_duplicate', 'overwrite']] })
    // February says nothing new: it is not written again
    assert.deepEqual([overwriting.status, counts(overwriting)], ['SUCCESS', [2, 1, 0, 1, 2]])
    assert.deepEqual([overwriting.rows_unchanged, overwriting.values_written], [1, 1])
    const [january] = await values(kpi.id)
    assert.deepEqual(
      [january?.id, january?.value, january?.status, january?.comment],
      [before.id, 99, 'GREEN', 'gardé'],
    )
    const audit = await socle.asOwner(
      `select before::json->'values' as before, after::json->'values' as after from kernel.audit_entry
       where action = 'value.corrected' and entity_id = $1`,
      [overwriting.id],
    )
    const entries = audit as readonly {
      readonly before: readonly unknown[]
      readonly after: readonly { value: string }[]
    }[]
    assert.equal(entries.length, 1)
    assert.deepEqual(entries[0]?.before[0], {
      id: before.id,
      kpi_id: kpi.id,
      period: '2025-01',
      status: 'ORANGE',
      value: '91',
    })
    assert.equal(entries[0]?.after[0]?.value, '99')
  })

  test('overwriting with a comment column replaces the comment, also by nothing', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'MOTS' })
    await make.value(admin, kpi.id, { period: '2025-01', value: 91, comment: 'ancien' })
    await make.value(admin, kpi.id, { period: '2025-02', value: 91, comment: 'ancien' })
    await finished(admin, {
      file: 'code;periode;valeur;commentaire\nMOTS;2025-01;91;"a ""b"" \\ {c},d"\nMOTS;2025-02;91;\n',
      after: [['on_duplicate', 'overwrite']],
    })
    assert.deepEqual(
      (await values(kpi.id)).map((value) => value.comment),
      ['a "b" \\ {c},d', null],
    )
  })

  test('a period given twice in one file is refused whatever is asked for stored ones', async () => {
    await make.kpi(admin, board.id, { code: 'JUMEAU' })
    for (const choice of ['reject', 'overwrite', 'skip']) {
      const job = await finished(admin, {
        file: 'code;periode;valeur\nJUMEAU;2025-01;1\nJUMEAU;31/01/2025;2\n',
        before: [['on_duplicate', choice]],
      })
      assert.deepEqual([job.status, codes(job), job.duplicates], ['FAILED', ['3 periode DUPLICATE_IN_FILE'], 1])
    }
  })

  test('a mapping, a matrix and a header row are followed', async () => {
    const kpi = await make.kpi(admin, board.id, { name: 'Rebuts', code: 'MATRICE' })
    const mapping = JSON.stringify({ layout: 'matrix', kpi: 'Ligne', periods: ['2025-01', 'févr. 2025'] })
    const job = await finished(admin, {
      file: 'Titre;;;\nLigne;2025-01;févr. 2025;Total\nMATRICE;91;;91\n',
      before: [
        ['mapping', mapping],
        ['header_row', '2'],
      ],
    })
    assert.deepEqual([job.status, job.values_written, counts(job)], ['SUCCESS', 1, [1, 1, 0, 0, 0]])
    assert.deepEqual(await shown(kpi.id), ['2025-01 91 ORANGE'])
    const missing = await refused({ file: 'a;b\n1;2\n', before: [['header_row', '1']] })
    assert.deepEqual([missing.status, missing.code], [422, 'HEADER_NOT_FOUND'])
    assert.equal((await lastJob()).error_code, 'HEADER_NOT_FOUND')
  })

  test('a USER imports where he may enter values: what he only sees is forbidden, what he does not see is unknown', async () => {
    const user = await socle.addUser(admin)
    const stranger = await socle.signUp()
    const own = await make.dashboard(user)
    const hidden = await make.dashboard(admin, { visibility: 'PRIVATE' })
    const kpis = {
      mine: await make.kpi(user, own.id, {}),
      entrusted: await make.kpi(admin, board.id, { owner_id: user.user_id }),
      seen: await make.kpi(admin, board.id, {}),
      unseen: await make.kpi(admin, hidden.id, {}),
      foreign: await make.kpi(stranger, (await make.dashboard(stranger)).id, {}),
    }
    const lines = Object.values(kpis).map((kpi) => `${kpi.id};2025-01;96`)
    const job = await finished(user, {
      file: ['kpi_id;period_start;value', ...lines].join('\n'),
      after: [['mode', 'valid_rows']],
    })
    assert.deepEqual(codes(job), ['4 kpi_id FORBIDDEN_KPI', '5 kpi_id UNKNOWN_KPI', '6 kpi_id UNKNOWN_KPI'])
    const messages = new Set(job.errors.slice(1).map((error) => error.message))
    assert.equal(messages.size, 1)
    assert.deepEqual(counts(job), [5, 2, 3, 0, 0])
    assert.deepEqual(await shown(kpis.mine.id), ['2025-01 96 GREEN'])
    assert.deepEqual(await shown(kpis.unseen.id), [])
  })

  test('a job is seen by its creator and by ADMINs; to others it does not exist', async () => {
    const user = await socle.addUser(admin)
    const colleague = await socle.addUser(admin)
    const stranger = await socle.signUp()
    const job = await finished(user, { file: 'code;periode;valeur\n"=2+5";2025-01;1\n', name: 'essai.csv' })
    const path = `/imports/jobs/${job.id}`
    assert.equal((await call('GET', path, { as: admin })).statusCode, 200)
    const nobody = `/imports/jobs/${admin.user_id}`
    for (const as of [colleague, stranger]) {
      assert.deepEqual(refusal(await call('GET', path, { as })), refusal(await call('GET', nobody, { as })))
      assert.equal((await call('POST', `${path}/cancel`, { as })).statusCode, 404)
      assert.equal((await call('GET', `${path}/errors.csv`, { as })).statusCode, 404)
      assert.deepEqual((await call('GET', '/imports/jobs', { as })).json(), { items: [], next_cursor: null })
    }
    const csv = await call('GET', `${path}/errors.csv`, { as: user })
    assert.match(String(csv.headers['content-type']), /^text\/csv/)
    assert.match(
      csv.body,
      /^\uFEFF"ligne";"colonne";"code";"contenu";"explication"\r\n"2";"code";"UNKNOWN_KPI";"'=2\+5";/,
    )
    assert.equal(outcome(await call('POST', `${path}/cancel`, { as: user })), '409 IMPORT_NOT_RUNNING')
  })

  test('jobs are listed from the newest, page by page', async () => {
    const person = await socle.signUp()
    const ids: string[] = []
    for (let count = 0; count < 5; count += 1) {
      ids.unshift((await finished(person, { file: 'code;periode;valeur\nX;2025-01;1\n' })).id)
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`
      const page = await call('GET', `/imports/jobs?limit=2${query}`, { as: person })
      const { items, next_cursor } = page.json<{ items: readonly ImportJob[]; next_cursor: string | null }>()
      seen.push(...items.map((job) => job.id))
      cursor = next_cursor
    } while (cursor !== null)
    assert.deepEqual(seen, ids)
  })

  test('the template lists what one may enter, and comes back filled', async () => {
    const person = await socle.signUp()
    const kpi = await make.kpi(person, (await make.dashboard(person)).id, { name: '=Qualité' })
    await make.kpi(person, (await make.dashboard(person)).id, { name: 'Ancien', is_active: false })
    const template = (await call('GET', '/imports/kpi-values/template.csv', { as: person })).body
    const lines = template.trimEnd().split('\r\n')
    assert.equal(lines.length, 2)
    assert.match(lines[1] ?? '', new RegExp(`^"${kpi.id}";"'=Qualité";"\\d{4}-\\d{2}";"";""$`))
    const filled = template.replace('"";""', '"91,5";"rempli"')
    const job = await finished(person, { file: filled })
    assert.deepEqual([job.status, counts(job)], ['SUCCESS', [1, 1, 0, 0, 0]])
    assert.equal((await values(kpi.id, person))[0]?.comment, 'rempli')
  })

  test('an import is audited with its result and told to those who see the dashboards', async () => {
    const person = await socle.signUp()
    const dashboard = await make.dashboard(person, { visibility: 'PRIVATE' })
    await make.kpi(person, dashboard.id, { code: 'DIT' })
    const job = await finished(person, { file: 'code;periode;valeur\nDIT;2025-01;96\n' })
    const [entry] = await socle.asOwner(
      `select after::json as after from kernel.audit_entry where action = 'import.finished' and entity_id = $1`,
      [job.id],
    )
    const after = entry?.['after'] as Readonly<Record<string, unknown>>
    assert.deepEqual([after['status'], after['rows_written'], after['rows_rejected']], ['SUCCESS', 1, 0])
    const events = await socle.asOwner(
      `select type, payload, audience from kernel.event where organization_id = $1 and payload->>'job_id' = $2 order by type`,
      [person.organization_id, job.id],
    )
    const told = events.filter((event) => event['type'] !== 'kpi.import.progressed')
    const audience = [person.user_id]
    assert.deepEqual(told, [
      { type: 'kpi.import.finished', payload: { job_id: job.id, status: 'SUCCESS' }, audience },
      { type: 'kpi.values.imported', payload: { job_id: job.id, dashboard_id: dashboard.id }, audience },
    ])
  })

  test('no upload stays on disk', async () => {
    assert.deepEqual(await readdir(join(socle.services.config.data_dir, 'tmp')), [])
  })
})
