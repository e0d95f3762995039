import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fr } from './i18n/fr.ts'
import { ApiProblem, type ProblemDocument } from './problem.ts'
import { problemText } from './problem-text.ts'

const general = 'La demande ne respecte pas les règles.'

function problem(fields: Partial<ProblemDocument>): ApiProblem {
  const rest = { errors: [], request_id: null, retry_after_seconds: null, extra: {} }
  return new ApiProblem({ status: 422, code: 'SOME_CODE', title: '', detail: '', ...rest, ...fields })
}

function refused(details: readonly string[]): ApiProblem {
  const errors = details.map((detail, index) => ({ pointer: `/field-${index}`, code: 'SOME_CODE', detail }))
  return problem({ title: general, detail: details.join(' '), errors })
}

test('one refused field is told by its own reason, without a general title above it', () => {
  const { title, detail } = problemText(refused(['Cette machine ne se lit pas.']), fr, 'fr')
  assert.deepEqual([title, detail], ['Cette machine ne se lit pas.', ''])
})

test('several refused fields share a title', () => {
  const { title, detail } = problemText(refused(['Ceci.', 'Cela.']), fr, 'fr')
  assert.deepEqual([title, detail], [general, 'Ceci. Cela.'])
})

test('a refusal of the whole keeps its title and says why below', () => {
  const error = problem({ status: 409, code: 'BUSY', title: 'Occupé.', detail: 'Attendez.' })
  const { title, detail } = problemText(error, fr, 'fr')
  assert.deepEqual([title, detail], ['Occupé.', 'Attendez.'])
})
