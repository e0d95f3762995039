import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normaliseHeader } from '#kernel/tabular/header.ts'
import { chooseLayout, headerSeries, headerWords } from './import-columns.ts'
import type { Layout, Mapping } from './import-columns.ts'

function layoutOf(headers: readonly string[], mapping: Mapping = {}): Layout {
  const chosen = chooseLayout(headers, mapping, normaliseHeader)
  if (!chosen.ok) assert.fail(chosen.mistakes.join(' '))
  return chosen.layout
}

/** The layout by header text: easier to read than places. */
function columnsOf(headers: readonly string[], mapping: Mapping = {}): Record<string, unknown> {
  const layout = layoutOf(headers, mapping)
  const kpi = layout.kpi.map((column) => column.header)
  if (layout.kind === 'matrix') return { kpi, periods: layout.periods.map((column) => column.header) }
  const { period, period_end, value, comment } = layout
  return { kpi, period: period.header, end: period_end?.header, value: value.header, comment: comment?.header }
}

function mistakesOf(headers: readonly string[], mapping: Mapping = {}): readonly string[] {
  const chosen = chooseLayout(headers, mapping, normaliseHeader)
  return chosen.ok ? [] : chosen.mistakes
}

test('the headers of the seed are recognised', () => {
  assert.deepEqual(columnsOf(['kpi_id', 'period_start', 'period_end', 'value', 'comment']), {
    kpi: ['kpi_id'],
    period: 'period_start',
    end: 'period_end',
    value: 'value',
    comment: 'comment',
  })
})

test('French headers are recognised whatever their accents, case and order', () => {
  for (const headers of [
    ['code', 'periode', 'valeur'],
    ['Indicateur', 'Période', 'Valeur', 'Commentaire'],
    ['VALEUR', 'MOIS', 'Libellé'],
    ['Date', 'Réalisé', 'KPI'],
  ]) {
    assert.deepEqual(mistakesOf(headers), [], headers.join())
  }
  assert.equal(columnsOf(['Indicateur', 'Période', 'Valeur', 'Commentaire'])['comment'], 'Commentaire')
})

test('a KPI is asked by id, then code, then name, whatever the order of the columns', () => {
  const headers = ['Indicateur', 'Code', 'kpi_id', 'Période', 'Valeur', 'Total']
  assert.deepEqual(columnsOf(headers)['kpi'], ['kpi_id', 'Code', 'Indicateur'])
})

test('each missing column is named', () => {
  assert.deepEqual(mistakesOf(['Code', 'Quantité']), [
    'Aucune colonne ne donne la période.',
    'Aucune colonne ne donne la valeur.',
  ])
  assert.deepEqual(mistakesOf(['Période', 'Valeur']), ['Aucune colonne ne donne l’indicateur.'])
})

test('two columns of one name cannot be told apart', () => {
  assert.deepEqual(mistakesOf(['Code', 'Mois', 'Valeur', 'valeur']), ['La colonne « Valeur » existe plusieurs fois.'])
})

test('a mapping names columns and leaves the rest out', () => {
  const headers = ['Réf.', 'Quand', 'Combien', 'Commentaire']
  const mapping = { kpi: 'réf.', period: 'QUAND', value: ' combien ' }
  assert.deepEqual(columnsOf(headers, mapping), {
    kpi: ['Réf.'],
    period: 'Quand',
    end: undefined,
    value: 'Combien',
    comment: undefined,
  })
  assert.equal(columnsOf(headers, { ...mapping, comment: 'Commentaire' })['comment'], 'Commentaire')
})

test('a mapping may leave out what the headers say by themselves', () => {
  assert.equal(columnsOf(['Code', 'Mois', 'Objectif', 'Atteint'], { value: 'Atteint' })['value'], 'Atteint')
})

test('a mapped column that is not there is a mistake, not a guess', () => {
  assert.deepEqual(mistakesOf(['Code', 'Mois', 'Valeur'], { value: 'Réel' }), ['Aucune colonne ne s’appelle « Réel ».'])
})

test('in a matrix each named column is a period and the others are ignored', () => {
  const headers = ['Indicateur', '2025-01', '2025-02', 'Total']
  const mapping: Mapping = { layout: 'matrix', kpi: 'Indicateur', periods: ['2025-01', '2025-02'] }
  assert.deepEqual(columnsOf(headers, mapping), { kpi: ['Indicateur'], periods: ['2025-01', '2025-02'] })
  assert.deepEqual(mistakesOf(headers, { ...mapping, periods: ['2025-03'] }), [
    'Aucune colonne ne s’appelle « 2025-03 ».',
  ])
})

test('headers named like parts of JavaScript objects are ordinary headers', () => {
  const headers = ['__proto__', 'constructor', 'toString', 'Code', 'Mois', 'Valeur']
  assert.deepEqual(columnsOf(headers)['kpi'], ['Code'])
  const mapping = { kpi: '__proto__', period: 'constructor', value: 'toString' }
  assert.equal(columnsOf(headers, mapping)['value'], 'toString')
})

test('a complete mapping alone decides which row is the header', () => {
  assert.deepEqual(headerWords({ kpi: 'A', period: 'B', value: 'C' }), ['A', 'B', 'C'])
  assert.deepEqual(headerWords({ layout: 'matrix', kpi: 'A', periods: ['B', 'C'] }), ['A', 'B', 'C'])
  assert.ok(headerWords({ value: 'C' }).includes('periode'))
  assert.ok(headerWords({}).includes('indicateur'))
})

test('without mapping, a KPI column and columns headed by periods are a matrix; others are left out', () => {
  for (const periods of [
    ['2026-05', '2026-06'],
    ['mai 2026', 'Févr. 26', 'DÉCEMBRE 2025'],
    ['2026-T1', 'T2 2026'],
    ['12/2024', '1/2025'],
    ['2026-05-01', '2026-06-01'],
    ['01/05/2026', '08/05/2026'],
    ['2024', '2025'],
    ['2026-S1', 'S2 2026'],
    ['2026-W01', 'sem. 2 2026'],
  ]) {
    assert.deepEqual(columnsOf(['Indicateur', 'Unité', ...periods, 'Total']), { kpi: ['Indicateur'], periods })
  }
  const layout = layoutOf(['KPI', '2026-05', 'Total', '2026-06'], { fill_down: true })
  assert.deepEqual([layout.kind, layout.fill_down], ['matrix', true])
  assert.deepEqual(layout.kind === 'matrix' && layout.periods.map((column) => column.index), [1, 3])
})

test('a mapped KPI column is enough when the other headers are periods', () => {
  const periods = ['2026-05', '2026-06']
  assert.deepEqual(columnsOf(['Objet', ...periods], { kpi: 'Objet' }), { kpi: ['Objet'], periods })
})

test('columns are not taken for periods where that would be a guess', () => {
  const noPeriod = 'Aucune colonne ne donne la période.'
  const noValue = 'Aucune colonne ne donne la valeur.'
  for (const headers of [
    ['Indicateur', '2026-05', 'Total'],
    ['Indicateur', 'janvier', 'février'],
    ['Indicateur', '4200', '5100'],
    ['Indicateur', '2026-13', '31/02/2026'],
  ]) {
    assert.deepEqual(mistakesOf(headers), [noPeriod, noValue], headers.join())
  }
  assert.deepEqual(mistakesOf(['2026-05', '2026-06']), ['Aucune colonne ne donne l’indicateur.'])
  assert.deepEqual(mistakesOf(['Indicateur', 'Valeur', '2026-05', '2026-06']), [noPeriod])
  assert.deepEqual(mistakesOf(['Indicateur', '2026-05', '2026-06'], { comment: '2026-05' }), [noPeriod, noValue])
  assert.equal(layoutOf(['Indicateur', 'Mois', 'Valeur', '2024', '2025']).kind, 'long')
})

test('a period that heads two columns cannot be told apart', () => {
  assert.deepEqual(mistakesOf(['Code', '2026-05', '2026-05']), ['La colonne « 2026-05 » existe plusieurs fois.'])
})

test('the header row of a matrix is looked for unless the mapping says what is where', () => {
  assert.ok(headerSeries({})?.words.includes('indicateur'))
  assert.ok(!headerSeries({})?.words.includes('periode'), 'a title may give the period of the report')
  assert.deepEqual(headerSeries({ kpi: 'Objet', fill_down: true })?.words, ['Objet'])
  for (const mapping of [{ period: 'Mois' }, { value: 'Réel' }, { layout: 'matrix' as const, periods: ['2026-05'] }]) {
    assert.equal(headerSeries(mapping), null)
  }
})
