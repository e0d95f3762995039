import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockOf, monthNames, timeZoneChoices } from './time-zones.ts'

const evening = new Date('2026-11-21T22:30:00Z')

test('zones nearby come first, each zone once, the one in force among them whatever its name', () => {
  const choices = timeZoneChoices('Asia/Calcutta', evening)
  assert.equal(choices[0]?.value, 'Europe/Paris')
  assert.match(choices[0]?.label ?? '', /^Europe\/Paris \(UTC\+1\)$/)
  const values = choices.map(({ value }) => value)
  assert.equal(new Set(values).size, values.length)
  assert.ok(values.includes('Asia/Calcutta') && values.includes('UTC') && values.includes('Indian/Reunion'))
  assert.equal(timeZoneChoices('Europe/Paris', evening).filter(({ value }) => value === 'Europe/Paris').length, 1)
})

test('the clock of a zone says its own day', () => {
  assert.match(clockOf('Europe/Paris', 'fr', evening), /^samedi 21 novembre.* 23:30$/)
  assert.match(clockOf('Indian/Reunion', 'fr', evening), /^dimanche 22 novembre.* 02:30$/)
})

test('months have the names of the language', () => {
  assert.deepEqual([monthNames('fr')[3], monthNames('en')[3], monthNames('fr').length], ['avril', 'April', 12])
})
