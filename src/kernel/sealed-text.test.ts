import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openSealedText, sealText } from './sealed-text.ts'
import { deriveKey } from './secrets.ts'

const key = deriveKey('a'.repeat(32), 'test')

test('what was sealed opens with the same key and context, whatever it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, context) => {
      const sealed = sealText(key, text.toWellFormed(), context)
      assert.equal(openSealedText(key, sealed, context), text.toWellFormed())
    }),
  )
})

test('another key, another context or one changed bit open nothing', () => {
  const sealed = sealText(key, 'jeton-secret', 'a:b')
  assert.equal(openSealedText(deriveKey('b'.repeat(32), 'test'), sealed, 'a:b'), null)
  assert.equal(openSealedText(deriveKey('a'.repeat(32), 'other'), sealed, 'a:b'), null)
  assert.equal(openSealedText(key, sealed, 'a:c'), null)
  for (let place = 0; place < sealed.length; place += 1) {
    const changed = Buffer.from(sealed)
    changed[place] = (changed[place] ?? 0) ^ 1
    assert.equal(openSealedText(key, changed, 'a:b'), null, String(place))
    assert.equal(openSealedText(key, sealed.subarray(0, place), 'a:b'), null, String(place))
  }
})

test('the same text never looks the same twice, and is not in what is kept', () => {
  const [one, other] = [sealText(key, 'jeton-secret', ''), sealText(key, 'jeton-secret', '')]
  assert.notDeepEqual(one, other)
  assert.ok(!one.includes('jeton'))
})
