import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  choicesOf,
  firstChoices,
  formFields,
  mappingOf,
  mappingToSave,
  recognisedColumns,
  withLayout,
} from './import-form.ts'

test('nothing chosen sends no mapping and no reading options', () => {
  assert.equal(mappingOf(firstChoices), null)
  assert.deepEqual(formFields(firstChoices, true), [
    ['on_duplicate', 'reject'],
    ['mode', 'all_or_nothing'],
    ['dry_run', 'true'],
  ])
})

test('only what is chosen is sent', () => {
  const choices = { ...firstChoices, value: 'Réel', header_row: ' 3 ', delimiter: '\\t', fill_down: true }
  assert.deepEqual(formFields(choices, false).slice(2), [
    ['dry_run', 'false'],
    ['delimiter', '\\t'],
    ['header_row', '3'],
    ['mapping', '{"value":"Réel","fill_down":true}'],
  ])
})

test('a matrix sends its period columns and nothing of the other layout', () => {
  const choices = {
    ...firstChoices,
    layout: 'matrix' as const,
    kpi: 'Code',
    value: 'Réel',
    periods: ['janv-25', 'févr-25'],
  }
  assert.deepEqual(mappingOf(choices), { layout: 'matrix', kpi: 'Code', periods: ['janv-25', 'févr-25'] })
})

test('columns are recognised as the server does, whatever case and accents', () => {
  const headers = ['INDICATEUR', 'Periode', 'Valeur', 'Remarque']
  assert.deepEqual(recognisedColumns(headers, firstChoices), {
    kpi: 'INDICATEUR',
    period: 'Periode',
    value: 'Valeur',
    comment: 'Remarque',
    layout: 'long',
    periods: [],
  })
})

test('one column per period is recognised without a choice; choosing it takes the columns that read as periods', () => {
  const headers = ['Indicateur', 'janv. 2025', 'févr. 2025', 'Total']
  const recognised = recognisedColumns(headers, firstChoices)
  assert.deepEqual([recognised.layout, recognised.periods], ['matrix', ['janv. 2025', 'févr. 2025']])
  assert.deepEqual(withLayout(headers, firstChoices, 'matrix'), {
    layout: 'matrix',
    periods: ['janv. 2025', 'févr. 2025'],
  })
  assert.deepEqual(withLayout(headers, { ...firstChoices, periods: ['Total'] }, 'matrix'), { layout: 'matrix' })
  assert.deepEqual(withLayout(headers, firstChoices, 'long'), { layout: 'long' })
})

test('a file whose columns are not recognised leaves them to be chosen', () => {
  const { kpi, period, value, comment, layout } = recognisedColumns(['a', 'b'], firstChoices)
  assert.deepEqual([kpi, period, value, comment, layout], ['', '', '', '', null])
})

test('choices that are saved come back as they were', () => {
  const choices = {
    ...firstChoices,
    sheet: 'Suivi',
    header_row: '3',
    kpi: 'Réf',
    period: 'Mois',
    value: 'Total',
    fill_down: true,
    on_duplicate: 'overwrite' as const,
  }
  const saved = mappingToSave(' Export ', choices, ['Réf', 'Mois', 'Total'])
  assert.deepEqual(
    [saved.name, saved.mapping, saved.options],
    [
      'Export',
      { kpi: 'Réf', period: 'Mois', value: 'Total', fill_down: true },
      { sheet: 'Suivi', header_row: 3, on_duplicate: 'overwrite', mode: 'all_or_nothing' },
    ],
  )
  assert.deepEqual(choicesOf({ mapping: saved.mapping, options: saved.options ?? {} }), choices)
})

test('a matrix of all its months is saved without them, so that the next month fits too', () => {
  const headers = ['Réf', 'janv. 2025', 'févr. 2025', 'Total']
  const matrix = { ...firstChoices, kpi: 'Réf', layout: 'matrix' as const, periods: ['janv. 2025', 'févr. 2025'] }
  assert.deepEqual(mappingToSave('x', matrix, headers).mapping, { kpi: 'Réf' })
  const some = { ...matrix, periods: ['janv. 2025'] }
  assert.deepEqual(mappingToSave('x', some, headers).mapping, { layout: 'matrix', kpi: 'Réf', periods: ['janv. 2025'] })
})
