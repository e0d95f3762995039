import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mentionAt, mentionedIn, partsOf, peopleNamed, writeMention } from './mention-text.ts'

const people = ['Élodie Martin', 'Marc Élan', 'Anne-Marie Dubois', 'Bruno Petit'].map((full_name, index) => ({
  id: String(index),
  full_name,
}))
const names = (typed: string): readonly string[] => peopleNamed(people, typed).map(({ full_name }) => full_name)

test('a mention is being typed after an @ that begins a word', () => {
  assert.deepEqual(mentionAt('Voir @', 6), { from: 5, text: '' })
  assert.deepEqual(mentionAt('@bru', 4), { from: 0, text: 'bru' })
  assert.deepEqual(mentionAt('a (@Bruno Pe', 12), { from: 3, text: 'Bruno Pe' })
  assert.deepEqual(mentionAt('@bru et la suite', 4), { from: 0, text: 'bru' })
  for (const text of ['bru', 'a@b.example', '@ bruno', '@bruno\nici', '@@'])
    assert.equal(mentionAt(text, text.length), null, text)
})

test('people are found by any part of their name, whatever the accents', () => {
  assert.deepEqual(names('el'), ['Élodie Martin', 'Marc Élan'])
  assert.deepEqual(names('MAR'), ['Marc Élan', 'Élodie Martin', 'Anne-Marie Dubois'])
  assert.deepEqual(names('bruno pe'), ['Bruno Petit'])
  assert.deepEqual(names('zo'), [])
  assert.equal(names('').length, 4)
})

test('a chosen name replaces what was typed, and the caret stands behind it', () => {
  const written = writeMention('Voir @bru demain', { from: 5, caret: 9 }, 'Bruno Petit')
  assert.deepEqual(written, { text: 'Voir @Bruno Petit demain', caret: 18 })
})

test('who is mentioned is read from the text: whole names only, and the chosen one of two with the same', () => {
  assert.deepEqual(mentionedIn('@Bruno Petit et @Élodie Martin.', people, []), ['0', '3'])
  assert.deepEqual(mentionedIn('@Bruno Petitjean, Bruno Petit', people, []), [])
  const twins = [...people, { id: '9', full_name: 'Bruno Petit' }]
  assert.deepEqual(mentionedIn('@Bruno Petit', twins, ['9']), ['9'])
})

test('a text is cut at its mentions', () => {
  assert.deepEqual(partsOf('Merci @Bruno Petit !', ['Bruno Petit', 'A.*']), [
    { text: 'Merci ', isMention: false },
    { text: '@Bruno Petit', isMention: true },
    { text: ' !', isMention: false },
  ])
  assert.deepEqual(partsOf('rien', []), [{ text: 'rien', isMention: false }])
})
