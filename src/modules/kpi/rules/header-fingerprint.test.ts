import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { headerFingerprint } from './header-fingerprint.ts'

const plain = (text: string): string => text.toLowerCase().trim()
const of = (...headers: readonly string[]): string | null => headerFingerprint(headers, plain)

test('order, case and blanks make no other kind of file', () => {
  const header = fc.constantFrom('Libellé', 'Réf', 'Montant', 'Site', '')
  fc.assert(
    fc.property(fc.array(header, { minLength: 2 }), (headers) => {
      assert.equal(of(...headers.toReversed().map((text) => text.toUpperCase())), of(...headers))
    }),
  )
})

test('the months of a matrix do not matter, that there are some does', () => {
  assert.equal(of('Réf', 'janv. 2025', 'févr. 2025'), of('Réf', 'mars 2025'))
  assert.notEqual(of('Réf', 'Site', 'janv. 2025'), of('Réf', 'Site'))
})

test('one column alone, or months alone, tell nothing', () => {
  assert.equal(of('Valeur', ''), null)
  assert.equal(of('janv. 2025', 'févr. 2025'), null)
  assert.notEqual(of('Réf', 'Site'), of('Réf', 'Montant'))
})
