import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvColumns, nextSort, parseSort, searchRows, sortRows, sortToText } from './data-table-rows.ts'

interface Row {
  readonly name: string
  readonly value: number | null
}

const rows: readonly Row[] = [
  { name: 'Étape 10', value: null },
  { name: 'etape 2', value: -1 },
  { name: 'Zone', value: 12 },
  { name: 'été', value: 3 },
]

test('missing values stay last in both directions', () => {
  const value = (row: Row): number | null => row.value
  assert.deepEqual(sortRows(rows, value, false, 'fr-FR').map(value), [-1, 3, 12, null])
  assert.deepEqual(sortRows(rows, value, true, 'fr-FR').map(value), [12, 3, -1, null])
})

test('texts sort as French does, numbers inside them by size', () => {
  const names = sortRows(rows, (row) => row.name, false, 'fr-FR').map((row) => row.name)
  assert.deepEqual(names, ['etape 2', 'Étape 10', 'été', 'Zone'])
})

test('searching ignores case and accents and wants every word', () => {
  const find = (typed: string): readonly string[] =>
    searchRows(rows, [(row) => row.name, (row) => row.value], typed).map((row) => row.name)
  assert.deepEqual(find('ETAPE'), ['Étape 10', 'etape 2'])
  assert.deepEqual(find('zone 12'), ['Zone'])
  assert.deepEqual(find('zone 13'), [])
  assert.equal(find('  ').length, rows.length)
})

test('a header goes from ascending to descending to as delivered, and the URL says which', () => {
  const first = nextSort(null, 'name')
  const second = nextSort(first, 'name')
  assert.equal(sortToText(first), 'name')
  assert.equal(sortToText(second), '-name')
  assert.equal(nextSort(second, 'name'), null)
  assert.deepEqual(parseSort('-name'), second)
})

test('a file holds the columns named for it, and the sorted value where none is named', () => {
  const columns = [
    { header: 'Name', value: (row: Row) => row.name },
    {
      header: 'Value',
      value: (row: Row) => (row.value ?? 0) * 2,
      csv: [
        { header: 'Value', value: (row: Row) => row.value },
        { header: 'Sign', value: (row: Row) => ((row.value ?? 0) < 0 ? 'minus' : 'plus') },
      ],
    },
    { header: 'Drawing' },
  ]
  const exported = csvColumns(columns)
  assert.deepEqual(
    exported.map((column) => column.header),
    ['Name', 'Value', 'Sign'],
  )
  assert.deepEqual(
    exported.map((column) => column.value({ name: 'etape 2', value: -1 })),
    ['etape 2', -1, 'minus'],
  )
})
