import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Situation, verdictOf } from './verdict.ts'

const calm: Situation = { green: 0, orange: 0, red: 0, no_data: 0, no_threshold: 0, missing_values: 0, late_actions: 0 }

const cases: readonly (readonly [Partial<Situation>, string])[] = [
  [
    { green: 4, orange: 2, red: 3, missing_values: 2, late_actions: 1 },
    '3 indicateurs dans le rouge, 2 saisies en retard, 1 action en retard.',
  ],
  [{ red: 1, green: 8 }, '1 indicateur dans le rouge.'],
  [{ orange: 2, green: 8, late_actions: 2 }, 'Aucun indicateur dans le rouge, 2 à l’orange, 2 actions en retard.'],
  [{ green: 12 }, 'Les 12 indicateurs sont au vert.'],
  [{ green: 1 }, 'Le seul indicateur est au vert.'],
  [
    { green: 3, no_data: 1, missing_values: 1 },
    'Aucun indicateur dans le rouge ni à l’orange, 3 au vert, 1 saisie en retard.',
  ],
  [{ green: 3, no_threshold: 1 }, 'Aucun indicateur dans le rouge ni à l’orange, 3 au vert.'],
  [{ no_data: 5, missing_values: 5 }, 'Aucun indicateur n’a de valeur à jour, 5 saisies en retard.'],
  [{ no_data: 1, no_threshold: 5 }, 'Aucun indicateur à jour n’a de seuil.'],
  [{}, 'Aucun indicateur à suivre.'],
  [{ late_actions: 1 }, 'Aucun indicateur à suivre, 1 action en retard.'],
]

for (const [situation, expected] of cases) {
  test(`${JSON.stringify(situation)} reads: ${expected}`, () => {
    assert.equal(verdictOf({ ...calm, ...situation }), expected)
  })
}
