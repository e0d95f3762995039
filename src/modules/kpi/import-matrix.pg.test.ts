import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { inlineCell, odsCell, odsFile, odsRow, odsTable, rowXml, workbookFile } from '#kernel/tabular/hostile-files.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import type { Refusal } from '../../../test/support/imports.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'
import type { ImportJob } from './import-schemas.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const make = kpiShortcuts(socle)
const { send, finished } = importShortcuts(socle)
const admin = await socle.signUp()
const board = await make.dashboard(admin)
const shown = async (kpiId: string): Promise<readonly string[]> => {
  const answer = await socle.call('GET', `/kpis/${kpiId}/values?limit=500`, { as: admin })
  return answer.json<{ items: readonly Value[] }>().items.map((value) => `${value.period_label} ${value.value}`)
}

describe('files with one column per period, without mapping', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a CSV file gives one value per filled cell, with and without title lines', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'CNQ' })
    const plain = await finished(admin, { file: 'Indicateur;2026-05;2026-06\nCNQ;4200;5100,5\n' })
    assert.deepEqual([plain.status, plain.values_written, plain.detected.header_row], ['SUCCESS', 2, 1])
    assert.deepEqual(await shown(kpi.id), ['2026-05 4200', '2026-06 5100.5'])
    const titled = await finished(admin, {
      file: 'Coûts de non-qualité\nPériode;01/01/2025;31/12/2025\n\nCode;Unité;janv. 2025;12/2025;Total\nCNQ;€;1;2,5;3,5\n',
    })
    assert.deepEqual([titled.status, titled.values_written, titled.detected.header_row], ['SUCCESS', 2, 4])
    assert.deepEqual(await shown(kpi.id), ['2025-01 1', '2025-12 2.5', '2026-05 4200', '2026-06 5100.5'])
  })

  test('an OpenDocument spreadsheet is imported like a workbook, its sheets told even when it is refused', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'ODS-1', unit: '%' })
    const rate =
      '<table:table-cell office:value-type="percentage" office:value="0.955"><text:p>95,5 %</text:p></table:table-cell>'
    const row = `<table:table-row>${odsCell('ODS-1')}${rate}</table:table-row>`
    const tables =
      odsTable('Notice', odsRow(['Lisez-moi'])) + odsTable('Suivi', odsRow(['Code', 'janv. 2025', 'févr. 2025']) + row)
    const file = odsFile({ tables })
    const refused = await send(admin, { file, name: 'suivi.ods' })
    const problem = refused.json<Refusal & { readonly sheets: readonly string[] }>()
    assert.deepEqual([problem.code, problem.sheets], ['HEADER_NOT_FOUND', ['Notice', 'Suivi']])
    const job = await finished(admin, { file, name: 'suivi.ods', before: [['sheet', 'Suivi']] })
    assert.deepEqual([job.type, job.status, job.detected.sheets], ['ODS', 'SUCCESS', ['Notice', 'Suivi']])
    assert.deepEqual(await shown(kpi.id), ['2025-01 95.5'])
  })

  test('a workbook whose header holds dates is read for KPIs of each frequency', async () => {
    const monthly = await make.kpi(admin, board.id, { code: 'MOIS-1' })
    const quarterly = await make.kpi(admin, board.id, { code: 'TRIM-1', frequency: 'QUARTERLY' })
    const dates = '<c r="B3" s="1"><v>45748</v></c><c r="C3" s="1"><v>45839</v></c>'
    const header = `<row r="3">${inlineCell('A3', 'Code')}${dates}${inlineCell('D3', 'Total')}</row>`
    const data = rowXml(4, ['MOIS-1', 96, 97.5, 193.5]) + rowXml(5, ['TRIM-1', 91, 92, 183])
    const sheets = [{ name: 'Suivi', rows: rowXml(1, ['Suivi mensuel']) + header + data }]
    const file = workbookFile({ formats: ['mmm-yy'], sheets })
    const job = await finished(admin, { file, name: 'suivi.xlsx' })
    assert.deepEqual([job.status, job.values_written, job.notes], ['SUCCESS', 4, []], JSON.stringify(job.errors))
    assert.deepEqual(job.detected.headers, ['Code', '2025-04-01', '2025-07-01', 'Total'])
    assert.deepEqual(await shown(monthly.id), ['2025-04 96', '2025-07 97.5'])
    assert.deepEqual(await shown(quarterly.id), ['2025-T2 91', '2025-T3 92'])
  })

  test('each cell counts by itself: good ones are saved where they may be, bad ones told with their column', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'MIXTE' })
    const file = 'Indicateur;2024-05;2024-06;2024-07\nMIXTE;11,5;n.c.;14\nInconnu;1;;2\n'
    const whole = await finished(admin, { file })
    assert.deepEqual([whole.status, whole.values_written], ['FAILED', 0])
    assert.equal(whole.error_message, '3 valeurs sont à corriger sur 5 : rien n’a été enregistré.')
    assert.deepEqual(await shown(kpi.id), [])
    const valid = [['mode', 'valid_rows']] as const
    const counts = (job: ImportJob): readonly number[] => [
      job.values_total,
      job.values_rejected,
      job.values_new,
      job.values_written,
      job.rows_total,
      job.rows_rejected,
      job.rows_written,
      job.rows_skipped,
    ]
    const rehearsal = await finished(admin, { file, before: [...valid, ['dry_run', 'true']] })
    assert.deepEqual(counts(rehearsal), [5, 3, 2, 0, 2, 2, 0, 0])
    assert.deepEqual(
      rehearsal.preview.map((row) => [row.row, row.period, row.new, row.outcome]),
      [
        [2, '2024-05', 11.5, 'NEW'],
        [2, '2024-06', null, 'REFUSED'],
        [2, '2024-07', 14, 'NEW'],
        [3, null, null, 'REFUSED'],
        [3, null, null, 'REFUSED'],
      ],
    )
    const job = await finished(admin, { file, before: valid })
    assert.deepEqual(
      job.errors.map((error) => [error.row, error.column, error.code, error.raw]),
      [
        [2, '2024-06', 'MISSING_VALUE', 'n.c.'],
        [3, 'Indicateur', 'UNKNOWN_KPI', 'Inconnu'],
      ],
    )
    assert.deepEqual([job.status, counts(job)], ['SUCCESS', [5, 3, 2, 2, 2, 2, 0, 0]])
    assert.deepEqual(await shown(kpi.id), ['2024-05 11.5', '2024-07 14'])
    const again = 'Indicateur;2024-05;2024-06;2024-07\nMIXTE;11,5;12;15\n'
    const next = await finished(admin, { file: again, before: valid })
    assert.deepEqual([counts(next), next.values_unchanged], [[3, 1, 1, 1, 1, 1, 0, 0], 1])
    assert.deepEqual(
      next.errors.map((error) => [error.column, error.code]),
      [['2024-07', 'DUPLICATE_EXISTING']],
    )
    assert.deepEqual(await shown(kpi.id), ['2024-05 11.5', '2024-06 12', '2024-07 14'])
  })

  test('one period alone is no matrix: the file is refused', async () => {
    const answer = await send(admin, { file: 'Indicateur;2026-05;Total\nCNQ;1;1\n' })
    assert.deepEqual([answer.statusCode, answer.json<Refusal>().code], [422, 'HEADER_NOT_FOUND'])
  })
})
