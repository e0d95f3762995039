import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normaliseHeader } from '#kernel/tabular/header.ts'
import { chooseLayout, headerWords } from './import-columns.ts'
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
