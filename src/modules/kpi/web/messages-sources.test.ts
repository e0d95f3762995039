import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '#web/i18n/catalogue.ts'
import { fr } from './messages-fr.ts'
import { sourcesEn, sourcesFr, type SourceKey } from './messages-sources.ts'

const keys = Object.keys(sourcesFr) as readonly SourceKey[]
const textsOf = (message: Message): readonly string[] =>
  typeof message === 'string' ? [message] : Object.values(message)

test('the sentences of sources are the same in both languages, with the same values, and none is empty', () => {
  assert.deepEqual(Object.keys(sourcesEn).toSorted(), [...keys].toSorted())
  const placeholders = (message: Message): string =>
    [...new Set(textsOf(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].toSorted().join()
  for (const key of keys) {
    assert.equal(placeholders(sourcesFr[key]), placeholders(sourcesEn[key]), key)
    for (const text of [...textsOf(sourcesFr[key]), ...textsOf(sourcesEn[key])]) assert.notEqual(text.trim(), '', key)
  }
})

test('they say nothing twice that the module already says', () => {
  assert.deepEqual(
    keys.filter((key) => key in fr),
    [],
  )
})
