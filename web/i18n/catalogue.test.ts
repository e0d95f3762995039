import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeMessages, translate, type Message } from './catalogue.ts'
import { createFormat } from './format.ts'
import { shellMessages } from './shell-messages.ts'

const { fr } = shellMessages
const en = await shellMessages.en()
const forms = (message: Message): readonly string[] =>
  typeof message === 'string'
    ? [message]
    : [message.one, message.other, ...(message.zero === undefined ? [] : [message.zero])]
const placeholders = (message: Message): readonly string[] =>
  [...new Set(forms(message).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort()

test('French and English say the same things', () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(fr).sort())
})

test('no sentence is empty, and both languages fill in the same values', () => {
  for (const [key, message] of Object.entries<Message>(fr)) {
    const other = en[key as keyof typeof en]
    for (const form of [...forms(message), ...forms(other)]) assert.notEqual(form.trim(), '', key)
    assert.deepEqual(placeholders(other), placeholders(message), key)
    assert.equal(typeof other, typeof message, key)
  }
})

test('French takes the singular for 0 and 1,5, English for 1 only', () => {
  const catalogue = { rows: { one: '{count} ligne', other: '{count} lignes' } }
  assert.equal(translate(catalogue, 'fr', 'rows', { count: 0 }), '0 ligne')
  assert.equal(translate(catalogue, 'fr', 'rows', { count: 2 }), '2 lignes')
  assert.equal(translate(catalogue, 'en', 'rows', { count: 0 }), '0 lignes')
  assert.equal(translate(catalogue, 'fr', 'rows', { count: 1234 }), '1\u202f234 lignes')
})

test('a missing key, value or count is a defect, not an empty label', () => {
  assert.throws(() => translate(fr, 'fr', 'no.such.key'))
  assert.throws(() => translate(fr, 'fr', 'users.editNamed'))
  assert.throws(() => translate(fr, 'fr', 'table.count'))
})

test('two modules cannot define the same sentence', () => {
  const one = { fr: { hello: 'Bonjour' }, en: async () => ({ hello: 'Hello' }) }
  assert.throws(() => mergeMessages([one, one]))
})

test('fetched sentences are one catalogue however often they are asked for; what failed is fetched again', async () => {
  let fetches = 0
  const late = async (): Promise<{ readonly hello: string }> => {
    fetches += 1
    if (fetches === 1) throw new Error('offline')
    return { hello: 'Hello' }
  }
  const messages = mergeMessages([{ fr: { hello: 'Bonjour' }, en: late }])
  await assert.rejects(messages.en(), /offline/)
  const together = await Promise.all([messages.en(), messages.en()])
  assert.deepEqual(together[0], { hello: 'Hello' })
  // Pages are drawn anew for another catalogue: whoever adopts the same language must not get one.
  for (const again of [together[1], await messages.en()]) assert.equal(again, together[0])
})

test('numbers and days read as the language writes them', () => {
  const french = createFormat('fr', 'Europe/Paris')
  assert.equal(french.number(1234.56), '1\u202f234,56')
  assert.equal(french.withUnit(96.2, '%'), '96,2\u00a0%')
  assert.equal(french.day('2025-12-31'), '31/12/2025')
  assert.equal(french.instant('2025-12-31T23:30:00Z'), '01/01/2026 00:30')
  assert.equal(french.signed(0), '0')
  assert.equal(french.signed(-2.5), '\u22122,5')
  assert.equal(createFormat('en').number(1234.56), '1,234.56')
  assert.equal(french.relative('2025-06-01T10:00:00Z', Date.parse('2025-06-01T10:03:30Z')), 'il y a 3\u00a0min')
})
