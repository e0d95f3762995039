import assert from 'node:assert/strict'
import { test } from 'node:test'
import { en } from './i18n/en.ts'
import { fr } from './i18n/fr.ts'
import { ApiProblem, type FieldError } from './problem.ts'
import { problemText } from './problem-text.ts'

const refused = (errors: readonly FieldError[], detail = ''): ApiProblem =>
  new ApiProblem({
    status: 422,
    code: 'VALIDATION_FAILED',
    title: 'La demande ne respecte pas les règles.',
    detail,
    errors,
    request_id: null,
    retry_after_seconds: null,
    extra: {},
  })
const future = { pointer: '/period', code: 'PERIOD_IN_FUTURE', detail: 'Cette période n’a pas encore commencé.' }

test('a specific reason stands alone: the general title is not said above it', () => {
  const { title, detail } = problemText(refused([future], future.detail), fr, 'fr')
  assert.deepEqual([title, detail], [future.detail, ''])
})

test('several reasons are all said, each once', () => {
  const other = { pointer: '/value', code: 'REQUIRED', detail: 'Il manque la valeur.' }
  assert.equal(problemText(refused([future, other, future]), fr, 'fr').title, `${future.detail} ${other.detail}`)
})

test('a French reason is marked as such for an English reader', () => {
  assert.equal(problemText(refused([future]), en, 'en').lang, 'fr')
  assert.equal(problemText(refused([future]), fr, 'fr').lang, undefined)
  const known = { pointer: '/email', code: 'EMAIL_TAKEN', detail: 'Déjà pris.' }
  const text = problemText(refused([known]), en, 'en')
  assert.deepEqual([text.title, text.lang], [en['problem.EMAIL_TAKEN'], undefined])
})

test('a refusal of the whole keeps its title and says why below', () => {
  const document = { status: 409, code: 'BUSY', title: 'Occupé.', detail: 'Attendez.', errors: [] }
  const error = new ApiProblem({ ...document, request_id: null, retry_after_seconds: null, extra: {} })
  const { title, detail } = problemText(error, fr, 'fr')
  assert.deepEqual([title, detail], ['Occupé.', 'Attendez.'])
})
