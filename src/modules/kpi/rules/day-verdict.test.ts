import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayVerdictOf } from './day-verdict.ts'

const calm = { kpis: 4, missing_values: 0, red: 0, late_actions: 0, due_soon: 0, other_actions: 0, to_approve: 0 }

test('the sentence of a day says what is to be done, entries first', () => {
  assert.equal(
    dayVerdictOf({ ...calm, missing_values: 2, red: 1, late_actions: 3 }),
    '2 valeurs à saisir, 1 indicateur dans le rouge, 3 actions en retard.',
  )
  assert.equal(dayVerdictOf({ ...calm, missing_values: 1 }), '1 valeur à saisir.')
  assert.equal(dayVerdictOf({ ...calm, to_approve: 2, red: 1 }), '2 valeurs à valider, 1 indicateur dans le rouge.')
})

test('a day without anything to do is told as such, and what comes soon is said', () => {
  assert.equal(dayVerdictOf(calm), 'Tout est à jour.')
  assert.equal(dayVerdictOf({ ...calm, due_soon: 1 }), 'Tout est à jour. 1 action arrive à échéance.')
  assert.equal(dayVerdictOf({ ...calm, due_soon: 2 }), 'Tout est à jour. 2 actions arrivent à échéance.')
  assert.match(dayVerdictOf({ ...calm, kpis: 0 }), /^Rien ne vous attend/)
  assert.equal(dayVerdictOf({ ...calm, kpis: 0, other_actions: 1 }), 'Rien ne presse : 1 action vous est confiée.')
  assert.equal(dayVerdictOf({ ...calm, other_actions: 3 }), 'Tout est à jour.')
})
