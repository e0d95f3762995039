import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { attachmentHeader, cleanFileName, extensionOf } from './file-name.ts'

const cases: readonly (readonly [given: string, clean: string])[] = [
  ['Relevé d’octobre.pdf', 'Relevé d’octobre.pdf'],
  ['Releve\u0301.pdf', 'Relevé.pdf'],
  ['../../etc/passwd.txt', 'passwd.txt'],
  ['C:\\Users\\claire\\facture.pdf', 'facture.pdf'],
  ['facture\u202Efdp.exe', 'facturefdp.exe'],
  ['a\u0000b\r\nc.csv', 'abc.csv'],
  ['  .. point ..  ', 'point'],
  ['', 'fichier'],
  ['...', 'fichier'],
  ['\uD800.txt', '\uFFFD.txt'],
]
for (const [given, clean] of cases)
  test(`${JSON.stringify(given)} is kept as ${JSON.stringify(clean)}`, () => {
    assert.equal(cleanFileName(given), clean)
  })

test('a long name is cut before its extension', () => {
  const clean = cleanFileName(`${'é'.repeat(300)}.xlsx`)
  assert.equal(Array.from(clean).length, 200)
  assert.equal(extensionOf(clean), '.xlsx')
})

test('whatever a name is, it is kept short, visible and without a folder, and its header stands on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const clean = cleanFileName(given)
      assert.ok(clean.length > 0 && Array.from(clean).length <= 200)
      assert.ok(!/[/\\\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(clean))
      assert.equal(cleanFileName(clean), clean)
      const header = attachmentHeader(clean)
      assert.match(header, /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w!.~%-]+$/)
      assert.equal(decodeURIComponent(header.split("UTF-8''")[1] ?? ''), clean)
    }),
  )
})

test('the plain name of the header is readable without accents and cannot break out of its quotes', () => {
  const header = attachmentHeader('Relevé "10 %" d’été.pdf')
  assert.ok(header.startsWith('attachment; filename="Releve _10 __ d_ete.pdf"; '), header)
})
