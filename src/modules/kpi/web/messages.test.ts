import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalogue, Message } from '#web/i18n/catalogue.ts'
import { en } from './messages-en.ts'
import { deletionEn, deletionFr } from './messages-deletion.ts'
import { formulaEn, formulaFr } from './messages-formula.ts'
import { fr } from './messages-fr.ts'
import { importsEn, importsFr } from './messages-imports.ts'
import { marksEn, marksFr } from './messages-marks.ts'
import { meetingsEn, meetingsFr } from './messages-meetings.ts'
import { screensEn, screensFr } from './messages-screens.ts'
import { sourcesEn, sourcesFr } from './messages-sources.ts'
import { totalsEn, totalsFr } from './messages-totals.ts'

interface Slice {
  readonly file: string
  readonly fr: Catalogue
  readonly en: Catalogue
}

/** Sentences that come with their pages, not with the first load. */
const late: readonly Slice[] = [
  { file: 'messages-deletion.ts', fr: deletionFr, en: deletionEn },
  { file: 'messages-formula.ts', fr: formulaFr, en: formulaEn },
  { file: 'messages-imports.ts', fr: importsFr, en: importsEn },
  { file: 'messages-marks.ts', fr: marksFr, en: marksEn },
  { file: 'messages-meetings.ts', fr: meetingsFr, en: meetingsEn },
  { file: 'messages-screens.ts', fr: screensFr, en: screensEn },
  { file: 'messages-sources.ts', fr: sourcesFr, en: sourcesEn },
  { file: 'messages-totals.ts', fr: totalsFr, en: totalsEn },
]
const all: readonly Slice[] = [{ file: 'messages-fr.ts', fr, en }, ...late]

function textsOf(message: Message | undefined): readonly string[] {
  return typeof message === 'string' ? [message] : Object.values(message ?? {})
}

for (const slice of all) {
  const keys = Object.keys(slice.fr)
  test(`both languages have the same keys: ${slice.file}`, () => {
    assert.deepEqual(Object.keys(slice.en).toSorted(), [...keys].toSorted())
  })

  test(`a sentence takes the same values in both languages: ${slice.file}`, () => {
    const placeholders = (message: Message | undefined): string =>
      [...new Set(textsOf(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].toSorted().join()
    const different = keys.filter((key) => placeholders(slice.fr[key]) !== placeholders(slice.en[key]))
    assert.deepEqual(different, [])
  })

  test(`no sentence is left empty: ${slice.file}`, () => {
    const empty = keys.filter((key) =>
      [...textsOf(slice.fr[key]), ...textsOf(slice.en[key])].some((text) => text.trim() === ''),
    )
    assert.deepEqual(empty, [])
  })
}

test('no key is said twice', () => {
  const keys = all.flatMap((slice) => Object.keys(slice.fr))
  assert.deepEqual(
    keys.filter((key, index) => keys.indexOf(key) !== index),
    [],
  )
})
