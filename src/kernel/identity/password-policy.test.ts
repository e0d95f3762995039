import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkNewPassword, normalizePassword, passwordCharactersMax } from './password-policy.ts'
import { isCommonPassword } from './password-strength.ts'

const owner = { email: 'jean.dupont@exemple.fr', organization_name: 'Menuiserie Bréval' }
const codesOf = (password: string, who = owner): readonly string[] =>
  checkNewPassword(password, who).map(({ code }) => code)

test('trivial forms of common passwords are recognised, however long', () => {
  const refused = [
    'aaaaaaaaaaaa',
    'abababababab',
    '121212121212',
    '123456789012',
    '012345678901',
    '987654321098',
    'abcdefghijkl',
    'zyxwvutsrqpo',
    'azertyuiop123',
    'qwertyuiop12',
    'motdepasse1234',
    'MotDePasse2025!',
    'password1234',
    'P@ssw0rd1234',
    'passwordpassword',
    'Bienvenue2026',
    'administrateur',
    'administrator1',
    'iloveyou1234',
    'footballfootball',
    'azertyazerty1',
    '111111222222',
    'hunter2hunter2',
    'Màrseille2025!',
    'soleilsoleil12',
    'bonjoursoleil',
    'qwerty123456',
    'azerty123456',
  ]
  for (const password of refused) assert.ok(isCommonPassword(password), password)
})

test('passphrases and random passwords are accepted', () => {
  const accepted = [
    'correct horse battery staple',
    'un-mot-de-passe-assez-long',
    'passerelle-verte-42',
    'tr0ub4dor&3xyzq',
    'kx8Qm2vLw0pZ',
    '847362910482',
    'ветер над рекой',
    '正しい馬電池ステープル正しい馬',
    'le piano joue dehors',
  ]
  for (const password of accepted) assert.deepEqual(codesOf(password), [], password)
})

test('length is counted in characters after NFC, from 12 to 128', () => {
  assert.deepEqual(codesOf('kx8Qm2vLw0p'), ['PASSWORD_TOO_SHORT'])
  assert.deepEqual(codesOf('é'.normalize('NFD').repeat(6) + 'xkqwz'), ['PASSWORD_TOO_SHORT'])
  assert.deepEqual(codesOf('kx8Qm2vLw0pZ'.repeat(10) + 'abcdefgh'), [])
  assert.deepEqual(codesOf('kx8Qm2vLw0pZ'.repeat(10) + 'abcdefghi'), ['PASSWORD_TOO_LONG'])
  assert.deepEqual(codesOf(`${'0123456789 pluie '.repeat(8)}x`), ['PASSWORD_TOO_LONG'])
  assert.equal([...'🜁🜂🜃🜄'.repeat(32)].length, passwordCharactersMax)
  assert.notEqual(normalizePassword('🜁🜂🜃🜄'.repeat(32)), null)
  assert.deepEqual(codesOf('x'.repeat(1_000_000)), ['PASSWORD_TOO_LONG'])
})

test('a password with the local part or the name of the organisation is refused, whatever case, accents or separators', () => {
  for (const password of [
    'Jean.Dupont-et-la-riviere',
    'jeandupont987654',
    'MENUISERIE-BREVAL-42xq',
    'Les menuiserie brÉval zzkq',
  ]) {
    assert.deepEqual(codesOf(password), ['PASSWORD_CONTAINS_IDENTITY'], password)
  }
})

test('a piece of the name is refused only when little else is left', () => {
  assert.deepEqual(codesOf('menuiserie-xk42'), ['PASSWORD_CONTAINS_IDENTITY'])
  assert.deepEqual(codesOf('la menuiserie ouvre tard le jeudi'), [])
})

test('the end of a domain says nothing about anybody', () => {
  const owner = { email: 'claire@breval.com', organization_name: 'Menuiserie' }
  assert.deepEqual(codesOf('combat-99-xy', owner), [])
  assert.deepEqual(codesOf('breval-99-xy', owner), ['PASSWORD_CONTAINS_IDENTITY'])
})

test('a very short local part forbids nothing', () => {
  assert.deepEqual(codesOf('kx8Qm2vLw0pZ', { email: 'q@exemple.fr', organization_name: 'X' }), [])
})

test('composed and decomposed spellings are the same password', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      assert.equal(normalizePassword(text.normalize('NFD')), normalizePassword(text.normalize('NFC')))
    }),
  )
})

test('the estimate ends for any text and repeating a text never makes it strong', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5 }), fc.integer({ min: 4, max: 12 }), (text, times) => {
      fc.pre(text.length > 0)
      assert.equal(typeof isCommonPassword(text), 'boolean')
      assert.ok(text.length > 4 || isCommonPassword(text.repeat(times)), text)
    }),
  )
})
