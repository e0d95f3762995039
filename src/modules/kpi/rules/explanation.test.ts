import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDay } from '#kernel/dates.ts'
import { fromSql } from './decimal.ts'
import { explain } from './explanation.ts'
import { noThresholds, type Thresholds } from './status.ts'

const since2025 = parseDay('2025-01-01')

const up: Thresholds = {
  ...noThresholds('UP_IS_BETTER'),
  threshold_green: fromSql('95'),
  threshold_orange: fromSql('90'),
  threshold_red: fromSql('80'),
}
const down: Thresholds = {
  ...noThresholds('DOWN_IS_BETTER'),
  threshold_green: fromSql('5'),
  threshold_orange: fromSql('10'),
  threshold_red: fromSql('15'),
}
const range: Thresholds = {
  ...noThresholds('RANGE_IS_BEST'),
  green_min: fromSql('18'),
  green_max: fromSql('22'),
  orange_min: fromSql('14.5'),
  orange_max: fromSql('26'),
}

/** The sentence with plain spaces, so that the expectations stay readable. */
function sentence(thresholds: Thresholds, value: string, unit: string | null = null): string {
  const text = explain({ value: fromSql(value), thresholds, unit, effective_from: since2025 })
  return text.replaceAll(/[\u00A0\u202F]/g, ' ')
}

test('the sentence of the contract, to the character', () => {
  const text = explain({ value: fromSql('92'), thresholds: up, unit: '%', effective_from: since2025 })
  assert.equal(text, '92\u00A0% < 95\u00A0% et ≥ 90\u00A0% → orange, seuils du 01/01/2025')
})

test('the first version of the thresholds has no date to show', () => {
  const text = explain({ value: fromSql('97'), thresholds: up, unit: null, effective_from: null })
  assert.equal(text, '97 ≥ 95 → vert, seuils d’origine')
})

test('each zone has its reason when higher is better', () => {
  assert.equal(sentence(up, '95', '%'), '95 % ≥ 95 % → vert, seuils du 01/01/2025')
  assert.equal(sentence(up, '85.5', '%'), '85,5 % < 90 % → rouge, seuils du 01/01/2025')
  assert.equal(sentence(up, '80', '%'), '80 % < 90 % → rouge, seuils du 01/01/2025')
  assert.equal(sentence(up, '79.9', '%'), '79,9 % < 80 % → rouge critique, seuils du 01/01/2025')
})

test('each zone has its reason when lower is better', () => {
  assert.equal(sentence(down, '3', 'jours'), '3 jours ≤ 5 jours → vert, seuils du 01/01/2025')
  assert.equal(sentence(down, '7', 'jours'), '7 jours > 5 jours et ≤ 10 jours → orange, seuils du 01/01/2025')
  assert.equal(sentence(down, '12', 'jours'), '12 jours > 10 jours → rouge, seuils du 01/01/2025')
  assert.equal(sentence(down, '16', 'jours'), '16 jours > 15 jours → rouge critique, seuils du 01/01/2025')
})

test('each zone has its reason on both sides of a range', () => {
  assert.equal(sentence(range, '20'), '20 ≥ 18 et ≤ 22 → vert, seuils du 01/01/2025')
  assert.equal(sentence(range, '16'), '16 < 18 et ≥ 14,5 → orange, seuils du 01/01/2025')
  assert.equal(sentence(range, '26'), '26 > 22 et ≤ 26 → orange, seuils du 01/01/2025')
  assert.equal(sentence(range, '14'), '14 < 14,5 → rouge, seuils du 01/01/2025')
  assert.equal(sentence(range, '-30'), '−30 < 14,5 → rouge, seuils du 01/01/2025')
  assert.equal(sentence(range, '30'), '30 > 26 → rouge, seuils du 01/01/2025')
})

test('large amounts are grouped and keep their cents', () => {
  assert.equal(sentence(up, '12345.67', '€'), '12 345,67 € ≥ 95 € → vert, seuils du 01/01/2025')
})

test('without thresholds the sentence says so', () => {
  for (const direction of ['UP_IS_BETTER', 'RANGE_IS_BEST'] as const) {
    assert.equal(sentence(noThresholds(direction), '92'), 'Aucun seuil défini : pas de statut.')
  }
})
