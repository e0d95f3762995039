import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '#kernel/dates.ts'
import { toText } from './decimal.ts'
import type { ImportCell } from './import-cell.ts'
import type { Layout } from './import-columns.ts'
import { indexKpis } from './import-kpis.ts'
import type { ImportKpi } from './import-kpis.ts'
import { createRowCheck } from './import-row.ts'
import type { CheckedRow } from './import-row.ts'

const column = (index: number, header: string) => ({ index, header })
const long: Layout = {
  kind: 'long',
  kpi: [column(0, 'KPI')],
  period: column(1, 'Période'),
  period_end: column(2, 'Fin'),
  value: column(3, 'Valeur'),
  comment: column(4, 'Commentaire'),
  fill_down: false,
}
const matrix: Layout = {
  kind: 'matrix',
  kpi: [column(0, 'KPI')],
  periods: [column(1, '2025-01'), column(2, 'févr. 2025'), column(3, '01/02/2025')],
  fill_down: false,
}
const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'] as const
const kpis: readonly ImportKpi[] = [
  ...frequencies.map((frequency, index) => kpi(frequency, { frequency, id: idOf(index) })),
  kpi('euros', { unit: '€' }),
  kpi('lu', { can_enter: false }),
  kpi('ancien', { is_active: false }),
  kpi('calculé', { is_computed: true }),
  kpi('clos', { locked_through: '2025-01-31' as Day }),
  kpi('double', { id: idOf(8) }),
  kpi('double', { id: idOf(9) }),
]

function idOf(index: number): string {
  return `019a8f3e-7c1d-7000-8000-00000000000${index}`
}

function kpi(name: string, fields: Partial<ImportKpi> = {}): ImportKpi {
  const base = { id: `${name}-id`, dashboard_id: 'd', code: null, name, unit: '%', frequency: 'MONTHLY' as const }
  return { ...base, is_active: true, is_computed: false, can_enter: true, locked_through: null, ...fields }
}

type Written = string | ImportCell

function cells(written: readonly Written[]): readonly ImportCell[] {
  return written.map((cell) => {
    if (typeof cell !== 'string') return cell
    return cell === '' ? { kind: 'empty', text: '' } : { kind: 'text', text: cell }
  })
}

function checker(layout: Layout = long): (...written: readonly Written[]) => CheckedRow {
  const check = createRowCheck({ layout, findKpi: indexKpis(kpis), today: '2025-06-15' as Day })
  let row = 1
  return (...written) => check({ row: ++row, cells: cells(written) })
}

/** What a lone row says: its values, those that may only repeat what is stored, and the columns and codes of its errors. */
function verdict(written: readonly Written[], layout: Layout = long): string {
  const { values, errors } = checker(layout)(...written)
  const good = values.map(({ period, value, barrier }) => {
    const only = barrier === null ? '' : ` unless ${barrier.column}: ${barrier.code}`
    return `${period.label} = ${toText(value)}${only}`
  })
  return [...good, ...errors.map((error) => `${error.column}: ${error.code}`)].join(', ')
}

const number = (stored: string, percent = false): ImportCell =>
  percent
    ? { kind: 'number', text: '', number: stored, percent: true }
    : { kind: 'number', text: stored, number: stored }
const date = (day: string | null): ImportCell => ({ kind: 'date', text: 'd', day })

test('every way of writing a period finds the canonical one of the KPI', () => {
  const written: readonly (readonly [string, Written, string])[] = [
    ['DAILY', '30/06/2024', '2024-06-30'],
    ['DAILY', date('2024-02-29'), '2024-02-29'],
    ['WEEKLY', '2024-S18', '2024-W18'],
    ['WEEKLY', '30/12/2024', '2025-W01'],
    ['MONTHLY', 'déc. 2024', '2024-12'],
    ['MONTHLY', '12/2024', '2024-12'],
    ['MONTHLY', date('2024-12-31'), '2024-12'],
    ['QUARTERLY', 'T3 2024', '2024-T3'],
    ['HALF_YEARLY', '2024-S02', '2024-S2'],
    ['YEARLY', number('2024'), '2024'],
  ]
  for (const [name, period, label] of written) assert.equal(verdict([name, period, '', '1,5']), `${label} = 1.5`)
})

test('each thing wrong with a period has its code', () => {
  const wrong: readonly (readonly [string, Written, string])[] = [
    ['MONTHLY', '', 'INVALID_PERIOD'],
    ['MONTHLY', '11/27/2024', 'INVALID_DATE'],
    ['MONTHLY', '30/02/2024', 'INVALID_DATE'],
    ['MONTHLY', date(null), 'INVALID_DATE'],
    ['MONTHLY', 'bientôt', 'INVALID_PERIOD'],
    ['MONTHLY', '1989-12', 'INVALID_PERIOD'],
    ['MONTHLY', 'T3 2024', 'PERIOD_FREQUENCY_MISMATCH'],
    ['QUARTERLY', '2024-S02', 'PERIOD_FREQUENCY_MISMATCH'],
    ['WEEKLY', '2024-W53', 'INVALID_PERIOD'],
    ['MONTHLY', '2025-07', 'PERIOD_IN_FUTURE'],
    ['DAILY', '16/06/2025', 'PERIOD_IN_FUTURE'],
    ['MONTHLY', { kind: 'boolean', text: 'VRAI' }, 'INVALID_PERIOD'],
    ['MONTHLY', { kind: 'error', text: '#REF!' }, 'CELL_ERROR'],
    ['MONTHLY', { kind: 'formula_not_computed', text: '=A1' }, 'FORMULA_NOT_COMPUTED'],
    ['MONTHLY', { kind: 'text', text: '2024-12', merged: true }, 'MERGED_CELL'],
  ]
  for (const [name, period, code] of wrong) assert.equal(verdict([name, period, '', '1']), `Période: ${code}`)
})

test('a sent end must be the last day of the period', () => {
  assert.equal(verdict(['MONTHLY', '15/01/2025', '31/01/2025', '1']), '2025-01 = 1')
  assert.equal(verdict(['MONTHLY', '15/01/2025', date('2025-01-31'), '1']), '2025-01 = 1')
  for (const end of ['30/01/2025', '2025-01', '01/01/2025', 'x', '31/12/2024', date(null)])
    assert.equal(verdict(['MONTHLY', '2025-01-15', end, '1']), 'Fin: PERIOD_MISMATCH')
})

test('each thing wrong with a number has its code, and 0 is a number', () => {
  const wrong: readonly (readonly [Written, string])[] = [
    ['', 'MISSING_VALUE'],
    ['n.d.', 'MISSING_VALUE'],
    ['abc', 'INVALID_NUMBER'],
    ['12.345', 'AMBIGUOUS_NUMBER'],
    ['1,2345678', 'VALUE_PRECISION'],
    [number('0.3333333333333333'), 'VALUE_PRECISION'],
    ['12 €', 'UNIT_MISMATCH'],
    [date('2025-01-01'), 'INVALID_NUMBER'],
    [{ kind: 'boolean', text: 'VRAI' }, 'INVALID_NUMBER'],
    [{ kind: 'error', text: '#DIV/0!' }, 'CELL_ERROR'],
    [{ kind: 'formula_not_computed', text: '=A1' }, 'FORMULA_NOT_COMPUTED'],
    [{ kind: 'too_long', text: '111' }, 'CELL_TOO_LONG'],
    [{ ...number('1'), merged: true }, 'MERGED_CELL'],
  ]
  for (const [value, code] of wrong) assert.equal(verdict(['MONTHLY', '2025-01', '', value]), `Valeur: ${code}`)
  assert.equal(verdict(['MONTHLY', '2025-01', '', '0']), '2025-01 = 0')
  assert.equal(verdict(['MONTHLY', '2025-01', '', '97,5 %']), '2025-01 = 97.5')
})

test('a percent format counts only for a KPI in %, and is told', () => {
  const { values, notes } = checker()('MONTHLY', '2025-01', '', number('0.95', true))
  assert.deepEqual(
    [values.map((value) => toText(value.value)), notes.map((note) => note.code)],
    [['95'], ['PERCENT_SCALED']],
  )
  const plain = checker()('MONTHLY', '2025-01', '', number('0.95'))
  assert.deepEqual([plain.values.map((value) => toText(value.value)), plain.notes], [['0.95'], []])
  assert.equal(verdict(['euros', '2025-01', '', number('0.95', true)]), '2025-01 = 0.95')
  assert.equal(verdict(['MONTHLY', '2025-01', '', number('0.94499999999999995')]), '2025-01 = 0.945')
})

test('a date inside a period is snapped and told; its first day is not told', () => {
  const check = checker()
  assert.deepEqual(
    check('MONTHLY', '15/01/2025', '', '1').notes.map((note) => note.code),
    ['PERIOD_SNAPPED'],
  )
  assert.deepEqual(check('MONTHLY', '01/02/2025', '', '1').notes, [])
})

test('each KPI that does not fit has its code, and nothing else is said of the row', () => {
  const wrong: readonly (readonly [Written, string])[] = [
    ['', 'UNKNOWN_KPI'],
    ['inconnu', 'UNKNOWN_KPI'],
    ['double', 'AMBIGUOUS_KPI'],
    ['ancien', 'INACTIVE_KPI'],
    ['lu', 'FORBIDDEN_KPI'],
    ['calculé', 'KPI_IS_COMPUTED'],
    [{ kind: 'error', text: '#N/A' }, 'CELL_ERROR'],
    [{ kind: 'text', text: 'MONTHLY', merged: true }, 'MERGED_CELL'],
  ]
  for (const [name, code] of wrong) assert.equal(verdict([name, 'x', '', 'x']), `KPI: ${code}`)
})

test('where nothing may change, a value that can be read may still repeat what is stored', () => {
  assert.equal(verdict(['lu', '2025-01', '', '1']), '2025-01 = 1 unless KPI: FORBIDDEN_KPI')
  assert.equal(verdict(['ancien', '2025-01', '', '1']), '2025-01 = 1 unless KPI: INACTIVE_KPI')
  assert.equal(verdict(['calculé', '2025-01', '', '1']), '2025-01 = 1 unless KPI: KPI_IS_COMPUTED')
  assert.equal(verdict(['clos', '2025-01', '', '1']), '2025-01 = 1 unless Période: PERIOD_LOCKED')
  assert.equal(verdict(['clos', '2025-02', '', '1']), '2025-02 = 1')
  assert.equal(verdict(['clos', '2025-01', '', 'x']), 'Période: PERIOD_LOCKED, Valeur: INVALID_NUMBER')
  // one cell, one reason; and nothing is missing where nothing can be entered
  assert.equal(verdict(['clos', '2025-01', '', '']), 'Période: PERIOD_LOCKED')
  assert.equal(verdict(['clos', 'x', '', ''], matrix), '2025-01: PERIOD_LOCKED')
  assert.equal(verdict(['clos', '', 'x', ''], matrix), 'févr. 2025: INVALID_NUMBER')
  assert.equal(verdict(['clos', '1', '2', ''], matrix), '2025-01 = 1 unless 2025-01: PERIOD_LOCKED, 2025-02 = 2')
  assert.equal(verdict(['lu', '1', 'x', ''], matrix), '2025-01 = 1 unless KPI: FORBIDDEN_KPI, KPI: FORBIDDEN_KPI')
  assert.equal(verdict(['lu', 'x', 'y', 'z'], matrix), 'KPI: FORBIDDEN_KPI')
})

test('a row says everything that is wrong with it', () => {
  assert.equal(
    verdict(['MONTHLY', 'x', '', 'x', 'a\0']),
    'Période: INVALID_PERIOD, Valeur: INVALID_NUMBER, Commentaire: CELL_ERROR',
  )
})

test('a comment is kept to the letter, or refused', () => {
  const comment = '=1+1 «\u202f»\n \u{1F600}'
  assert.equal(checker()('MONTHLY', '2025-01', '', '1', comment).values[0]?.comment, comment)
  assert.equal(checker()('MONTHLY', '2025-01', '', '1').values[0]?.comment, null)
  assert.equal(verdict(['MONTHLY', '2025-01', '', '1', '\u{1F600}'.repeat(500)]), '2025-01 = 1')
  assert.equal(verdict(['MONTHLY', '2025-01', '', '1', 'x'.repeat(501)]), 'Commentaire: CELL_TOO_LONG')
  assert.equal(verdict(['MONTHLY', '2025-01', '', '1', '\ud800']), 'Commentaire: CELL_ERROR')
})

test('a period is given once in a file, also when two dates snap together', () => {
  const check = checker()
  assert.equal(check('MONTHLY', 'faux', '', '1').errors.length, 1)
  assert.equal(check('MONTHLY', '2025-01', '', '1').errors.length, 0)
  const again = check(idOf(2), '31/01/2025', '', '2')
  assert.deepEqual(
    again.errors.map(({ row, column, code, raw }) => ({ row, column, code, raw })),
    [{ row: 4, column: 'Période', code: 'DUPLICATE_IN_FILE', raw: '31/01/2025' }],
  )
  assert.equal(check('QUARTERLY', '01/01/2025', '', '1').errors.length, 0)
})

test('with fill_down merged cells count, and a blank KPI is the one above', () => {
  const check = checker({ ...long, fill_down: true })
  assert.equal(check('MONTHLY', '2025-01', '', '1').values.length, 1)
  assert.equal(check('', '2025-02', '', '1').values[0]?.kpi.name, 'MONTHLY')
  assert.equal(check({ kind: 'text', text: 'MONTHLY', merged: true }, '2025-03', '', '1').values.length, 1)
  assert.deepEqual(
    check('', 'x', '', '1').errors.map((error) => error.row),
    [5],
  )
})

test('in a matrix blanks are not entered, and each cell counts by itself', () => {
  assert.equal(verdict(['MONTHLY', '1', '2', ''], matrix), '2025-01 = 1, 2025-02 = 2')
  assert.equal(verdict(['MONTHLY', '', '', ''], matrix), '')
  assert.equal(verdict(['MONTHLY', '1', 'x', ''], matrix), '2025-01 = 1, févr. 2025: INVALID_NUMBER')
  assert.equal(verdict(['MONTHLY', '1', 'n.c.', '3'], matrix), '2025-01 = 1, 2025-02 = 3, févr. 2025: MISSING_VALUE')
  assert.equal(verdict(['MONTHLY', '', '1', '2'], matrix), '2025-02 = 1, 01/02/2025: DUPLICATE_IN_FILE')
  assert.equal(verdict(['QUARTERLY', '1', '', ''], matrix), '2025-01: PERIOD_FREQUENCY_MISMATCH')
})

test('a refused value tells what could be read of it, and a row without a KPI counts its cells', () => {
  const told = (written: readonly Written[], layout: Layout = long): unknown =>
    checker(layout)(...written).refused.map(({ row, kpi, period, value }) => [
      row,
      kpi?.name ?? null,
      period?.label ?? null,
      value === null ? null : toText(value),
    ])
  assert.deepEqual(told(['MONTHLY', '2025-01', '', 'x']), [[2, 'MONTHLY', '2025-01', null]])
  assert.deepEqual(told(['MONTHLY', 'x', '', '1']), [[2, 'MONTHLY', null, '1']])
  assert.deepEqual(told(['MONTHLY', '2025-01', '30/01/2025', '1']), [[2, 'MONTHLY', '2025-01', '1']])
  assert.deepEqual(told(['MONTHLY', '1', 'x', 'y'], matrix), [
    [2, 'MONTHLY', '2025-02', null],
    [2, 'MONTHLY', '2025-02', null],
  ])
  const nothing = [2, null, null, null]
  assert.deepEqual(told(['inconnu', '2025-01', '', '1']), [nothing])
  assert.deepEqual(told(['inconnu', '1', '', '3'], matrix), [nothing, nothing])
})

test('a row of a matrix that gives no value is a heading: nothing is wrong with it, merged across the periods or not', () => {
  const merged: ImportCell = { kind: 'text', text: 'FINANCES', merged: true }
  for (const heading of [
    ['FINANCES', '', '', ''],
    ['FINANCES', merged, merged, merged],
  ])
    assert.deepEqual(checker(matrix)(...heading), { values: [], refused: [], errors: [], notes: [] })
  const other: ImportCell = { kind: 'text', text: '12', merged: true }
  assert.deepEqual(
    checker(matrix)('FINANCES', merged, other, merged).errors.map(({ code }) => code),
    ['UNKNOWN_KPI'],
  )
  assert.equal(verdict(['MONTHLY', '1', other, ''], matrix), '2025-01 = 1, févr. 2025: MERGED_CELL')
  assert.equal(verdict(['FINANCES', '', '', ''], long).includes('UNKNOWN_KPI'), true)
})

test('any row of any cells gives values or errors, in a row with one value never both, and never a failure', () => {
  const text = fc.string({ unit: 'binary' })
  const cell: fc.Arbitrary<ImportCell> = fc.oneof(
    fc.record({ kind: fc.constantFrom('text', 'empty', 'boolean', 'error', 'formula_not_computed', 'too_long'), text }),
    fc.record({ kind: fc.constant('number' as const), text, number: text }),
    fc.record({ kind: fc.constant('date' as const), text, day: fc.constantFrom(null, '2025-01-31', '0001-01-01') }),
    fc.constantFrom(...cells(['MONTHLY', '2025-01', '31/01/2025', '12,5', '100 %'])),
  )
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 20 }),
      fc.constantFrom(long, matrix),
      (rows, layout) => {
        const check = createRowCheck({ layout, findKpi: indexKpis(kpis), today: '2025-06-15' as Day })
        for (const [index, row] of rows.entries()) {
          const { values, refused, errors } = check({ row: index + 2, cells: row })
          if (layout === long) assert.equal(values.length + refused.length, 1)
          assert.equal(refused.length > 0, errors.length > 0)
          for (const error of errors)
            assert.ok(error.raw.isWellFormed() && !error.raw.includes('\0') && error.message !== '')
        }
      },
    ),
  )
})
