import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowError } from './import-issue.ts'
import type { RowCode } from './import-issue.ts'

const said = (code: RowCode, raw: string): string => rowError({ row: 2, column: 'Valeur' }, code, raw).message

test('a number that can be read in two ways is quoted in both', () => {
  assert.match(said('AMBIGUOUS_NUMBER', '1.250'), /écrivez 1,250 ou 1250 selon/)
  assert.match(said('AMBIGUOUS_NUMBER', ' −12.345 € '), /écrivez −12,345 € ou −12345 € selon/)
  assert.match(said('AMBIGUOUS_NUMBER', '1.250.000'), /écrivez 1250000\./)
})

test('a cell that holds nothing is told as such', () => {
  assert.equal(said('INVALID_PERIOD', ''), 'La période est vide.')
  assert.equal(said('INVALID_PERIOD', ' '), 'La période est vide.')
  assert.equal(said('UNKNOWN_KPI', ''), 'L’indicateur n’est pas indiqué.')
  assert.equal(said('INVALID_PERIOD', 'bientôt'), 'Ce n’est pas une période connue, de 1990 à 2100.')
})
