import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '#web/i18n/catalogue.ts'
import { en } from './messages-en.ts'
import { fr, type KpiKey } from './messages-fr.ts'

const keys = Object.keys(fr) as readonly KpiKey[]

function textsOf(message: Message): readonly string[] {
  return typeof message === 'string' ? [message] : Object.values(message)
}

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(en).toSorted(), [...keys].toSorted())
})

test('a sentence takes the same values in both languages', () => {
  const placeholders = (message: Message): readonly string[] =>
    [...new Set(textsOf(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].toSorted()
  const different = keys.filter((key) => placeholders(fr[key]).join() !== placeholders(en[key]).join())
  assert.deepEqual(different, [])
})

test('no sentence is left empty', () => {
  const empty = keys.filter((key) => [...textsOf(fr[key]), ...textsOf(en[key])].some((text) => text.trim() === ''))
  assert.deepEqual(empty, [])
})
