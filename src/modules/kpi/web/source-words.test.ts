import assert from 'node:assert/strict'
import { test } from 'node:test'
import { translate } from '#web/i18n/catalogue.ts'
import { createFormat } from '#web/i18n/format.ts'
import type { ImportSource } from '../source-schemas.ts'
import { sourcesFr } from './messages-sources.ts'
import { bodyOf, fieldsOf, keepsSecret } from './source-form.ts'
import { gainOf, hostOf, nextOf, rhythmOf, stateOf, whenOf, type Words } from './source-words.ts'

const words: Words = {
  t: (key, values) => translate(sourcesFr, 'fr', key, values),
  format: createFormat('fr', 'Europe/Paris'),
  locale: 'fr-FR',
}
const now = Date.parse('2026-11-21T17:30:00Z')
const job = {
  id: 'j',
  status: 'SUCCESS',
  values_new: 12,
  values_changed: 0,
  values_rejected: 0,
  created_at: '2026-11-21T06:00:00Z',
  undone_at: null,
} as const
const source: ImportSource = {
  id: 's',
  name: 'Export',
  url: 'https://data.example:8443/s/cle-secrete?jeton=1',
  mapping_id: null,
  on_duplicate: 'overwrite',
  mode: 'all_or_nothing',
  schedule: 'DAILY',
  hour: 7,
  weekday: null,
  is_active: true,
  stopped_code: null,
  credentials: 'NONE',
  user_name: null,
  owner_id: 'o',
  owner_name: 'Karim',
  is_running: false,
  next_run_at: '2026-11-22T06:00:00Z',
  last_run_at: '2026-11-21T06:00:04Z',
  last_outcome: 'IMPORTED',
  last_error_code: null,
  last_error_message: null,
  failures: 0,
  last_job: job,
  created_at: '2026-11-01T06:00:00Z',
  updated_at: '2026-11-01T06:00:00Z',
}
const state = (change: Partial<ImportSource>): string => stateOf(words, { ...source, ...change }, now)

test('the state of a source is one sentence about its last reading', () => {
  assert.equal(state({}), 'lue aujourd’hui à 07:00 : 12 nouvelles valeurs')
  assert.equal(
    state({ last_outcome: 'UNCHANGED', last_run_at: '2026-11-20T06:00:00Z' }),
    'lue hier à 07:00 : inchangée',
  )
  const failed = { last_outcome: 'FAILED', last_error_message: 'L’adresse ne répond pas.' } as const
  assert.equal(
    state({ ...failed, last_run_at: '2026-11-02T06:00:00Z' }),
    'échec le 02/11/2026 à 07:00 : L’adresse ne répond pas.',
  )
  assert.equal(state({ last_run_at: null, last_outcome: null, last_job: null }), 'pas encore lue')
  assert.equal(state({ is_running: true }), 'lecture en cours…')
})

test('what an import brought is counted, refused rows included', () => {
  const gain = (change: Partial<NonNullable<ImportSource['last_job']>>): string =>
    gainOf(words.t, { ...job, ...change })
  assert.equal(
    gain({ values_new: 1, values_changed: 2, values_rejected: 1 }),
    '1 nouvelle valeur, 2 valeurs remplacées, 1 valeur refusée',
  )
  assert.equal(gain({ values_new: 0 }), 'rien de nouveau')
  assert.equal(gain({ undone_at: '2026-11-21T08:00:00Z' }), 'import annulé depuis')
})

test('moments are told on the organisation’s clock, around midnight too', () => {
  const when = (text: string, at: number = now): string => whenOf(words, text, at)
  assert.equal(when('2026-11-21T23:30:00Z'), 'demain à 00:30')
  assert.equal(when('2026-11-20T23:30:00Z'), 'aujourd’hui à 00:30')
  assert.equal(when('2026-11-23T06:00:00Z'), 'le 23/11/2026 à 07:00')
})

test('the next reading is said, or why there is none', () => {
  const next = (change: Partial<ImportSource>): string => nextOf(words, { ...source, ...change }, now)
  assert.equal(next({}), 'demain à 07:00')
  assert.equal(next({ failures: 1, next_run_at: '2026-11-21T17:45:00Z' }), 'nouvel essai aujourd’hui à 18:45')
  assert.equal(next({ next_run_at: null, is_active: false }), 'en pause')
  assert.equal(next({ next_run_at: null, is_active: false, stopped_code: 'TOO_MANY_FAILURES' }), 'arrêtée')
})

test('rhythms and servers are named', () => {
  assert.equal(rhythmOf(words, source), 'chaque jour à 07:00')
  assert.equal(rhythmOf(words, { schedule: 'WEEKLY', hour: 18, weekday: 7 }), 'chaque dimanche à 18:00')
  assert.equal(rhythmOf(words, { schedule: 'HOURLY', hour: null, weekday: null }), 'chaque heure')
  assert.equal(hostOf(source.url), 'data.example:8443')
})

test('the form sends what the chosen rhythm and access need, and never an empty secret', () => {
  const fields = { ...fieldsOf(undefined), name: ' Export ', url: ' https://a.example/ ' }
  assert.deepEqual(bodyOf(fields), {
    name: 'Export',
    url: 'https://a.example/',
    schedule: 'DAILY',
    hour: 7,
    credentials: 'NONE',
    mapping_id: null,
    on_duplicate: 'overwrite',
    mode: 'all_or_nothing',
  })
  const basic = bodyOf({
    ...fields,
    schedule: 'WEEKLY',
    weekday: '5',
    credentials: 'BASIC',
    user_name: 'moi',
    mapping_id: 'm',
  })
  assert.deepEqual(
    [basic['weekday'], basic['user_name'], basic['secret'], basic['mapping_id']],
    [5, 'moi', undefined, 'm'],
  )
  assert.equal(bodyOf({ ...fields, schedule: 'HOURLY' })['hour'], undefined)
  assert.equal(bodyOf({ ...fields, secret: 'x' })['secret'], undefined)
  assert.equal(bodyOf({ ...fields, credentials: 'BEARER', secret: 'x' })['secret'], 'x')
})

test('a stored secret will do for the same access to the same server', () => {
  const stored: ImportSource = { ...source, credentials: 'BEARER' }
  const fields = fieldsOf(stored)
  assert.equal(keepsSecret(fields, stored), true)
  assert.equal(keepsSecret({ ...fields, url: 'https://data.example:8443/autre' }, stored), true)
  assert.equal(keepsSecret({ ...fields, url: 'https://data.example/' }, stored), false)
  assert.equal(keepsSecret({ ...fields, credentials: 'BASIC' }, stored), false)
  assert.equal(keepsSecret(fields, undefined), false)
})
