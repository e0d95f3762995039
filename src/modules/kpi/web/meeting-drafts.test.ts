import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { conclusionKey, noteKey, typedConclusion, unsentNotes, withProposedTitle } from './meeting-drafts.ts'

const agenda = [{ kpi_id: 'k1', name: 'Rebut' }] as unknown as Parameters<typeof unsentNotes>[0]['agenda']
const meeting = { id: 'm1', conclusion: null, attendee_ids: ['a'], agenda }

describe('what is typed in a meeting', () => {
  const kept = (drafts: Readonly<Record<string, Record<string, unknown>>>) => (key: string) => drafts[key] ?? null
  const ofConclusion = (draft: Record<string, unknown>) => kept({ [conclusionKey(meeting)]: draft })

  test('the conclusion travels with the closing only where it differs from what is saved', () => {
    assert.deepEqual(typedConclusion(meeting, kept({})), {})
    const typed = ofConclusion({ conclusion: ' À revoir. ', attendee_ids: 'a' })
    assert.deepEqual(typedConclusion(meeting, typed), { conclusion: 'À revoir.' })
    const people = ofConclusion({ conclusion: '', attendee_ids: 'a b' })
    assert.deepEqual(typedConclusion(meeting, people), { attendee_ids: ['a', 'b'] })
    const emptied = ofConclusion({ conclusion: '', attendee_ids: '' })
    const saved = { ...meeting, conclusion: 'Ancienne' }
    assert.deepEqual(typedConclusion(saved, emptied), { conclusion: null, attendee_ids: [] })
  })

  test('a note that was written and not noted is found with its KPI, an empty one is not', () => {
    const drafts = kept({
      [noteKey('m1', 'k1')]: { content: 'La scie dérive.', title: '' },
      [noteKey('m1', null)]: { content: '  ', title: ' ' },
    })
    assert.deepEqual(unsentNotes(meeting, drafts), [{ kpi_id: 'k1', name: 'Rebut', content: 'La scie dérive.' }])
    assert.deepEqual(unsentNotes(meeting, kept({})), [])
  })

  test('the action is named after the note until somebody names it otherwise', () => {
    const fields = { content: 'Changer  la lame', to_action: false, title: '' }
    assert.equal(withProposedTitle(fields, 'content', 'Changer'), null)
    assert.equal(withProposedTitle(fields, 'to_action', true), 'Changer la lame')
    const checked = { ...fields, to_action: true, title: 'Changer la lame' }
    assert.equal(withProposedTitle(checked, 'content', 'Changer la lame lundi'), 'Changer la lame lundi')
    assert.equal(withProposedTitle({ ...checked, title: 'Commander' }, 'content', 'Autre'), null)
    assert.equal(withProposedTitle(checked, 'title', 'Commander'), null)
  })

  test('a long note is cut at a word, never beyond what a name may hold', () => {
    const long = 'mot '.repeat(80)
    const title = withProposedTitle({ content: long, to_action: false, title: '' }, 'to_action', true) ?? ''
    assert.ok(title.length <= 200 && title.endsWith('mot…'), title)
    const oneWord =
      withProposedTitle({ content: 'x'.repeat(300), to_action: false, title: '' }, 'to_action', true) ?? ''
    assert.equal(oneWord.length, 200)
  })
})
