import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalizeEmail } from './email.ts'

test('case, spaces around and full-width letters make no second account', () => {
  for (const text of ['alice@exemple.fr', ' Alice@Exemple.FR\t', 'ＡＬＩＣＥ@exemple.fr', 'alice＠exemple．fr']) {
    assert.equal(normalizeEmail(text), 'alice@exemple.fr', text)
  }
})

test('ordinary addresses are accepted, with tags, accents and long suffixes', () => {
  for (const text of [
    'a@b.fr',
    'jean.dupont+kpi@mairie.exemple.paris',
    "o'neil@exemple.ie",
    'andré@société.fr',
    'x_y-z@exemple.co.uk',
  ]) {
    assert.equal(normalizeEmail(text), text)
  }
})

test('invisible, control and look-alike characters are refused', () => {
  const refused = [
    'ali\u200bce@exemple.fr',
    'alice\u0000@exemple.fr',
    'alice\n@exemple.fr',
    'аlice@exemple.fr',
    'alıce@exemple.fr',
    'alice@ехample.fr',
    'ali\u202ece@exemple.fr',
  ]
  for (const text of refused) assert.equal(normalizeEmail(text), null, JSON.stringify(text))
})

test('what is no address is refused', () => {
  const refused = [
    '',
    'alice',
    'alice@',
    '@exemple.fr',
    'alice@exemple',
    'a b@exemple.fr',
    'a@b@exemple.fr',
    'a@exemple..fr',
    '.a@exemple.fr',
    'a.@exemple.fr',
    'a@exemple.fr.',
    'a,b@exemple.fr',
    '<a@exemple.fr>',
    `${'a'.repeat(65)}@exemple.fr`,
    `a@${'b'.repeat(260)}.fr`,
  ]
  for (const text of refused) assert.equal(normalizeEmail(text), null, text)
})

test('normalising twice changes nothing', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (text) => {
      const once = normalizeEmail(text)
      if (once !== null) assert.equal(normalizeEmail(once), once)
    }),
  )
})
