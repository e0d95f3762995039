// How long a message stays, and what happens when it leaves.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, mock, test } from 'node:test'
import { comfort } from './comfort.ts'
import { dismissToast, holdToasts, releaseToasts, showToast, toasts, undoMilliseconds, undoToast } from './toasts.ts'

function shown(): readonly string[] {
  return toasts.get().map(({ message }) => message)
}

describe('messages after an act', () => {
  // of the suite: unit tests share one process, and its clock
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    for (const { id } of toasts.get()) dismissToast(id)
    releaseToasts()
    comfort.set({ singleKeys: true, keepMessages: false })
  })
  afterEach(() => {
    for (const { id } of toasts.get()) dismissToast(id)
    mock.timers.reset()
    comfort.set({ singleKeys: true, keepMessages: false })
  })

  test('a message that can be undone stays ten seconds, and what waits for it happens when it leaves', () => {
    const happened: string[] = []
    showToast('Supprimé', { undo: () => happened.push('undone'), onGone: () => happened.push('gone') })
    mock.timers.tick(undoMilliseconds - 1)
    assert.deepEqual([shown(), happened], [['Supprimé'], []])
    mock.timers.tick(1)
    assert.deepEqual([shown(), happened], [[], ['gone']])
  })

  test('undoing is not leaving: what waited never happens', () => {
    const happened: string[] = []
    showToast('Supprimé', { undo: () => happened.push('undone'), onGone: () => happened.push('gone') })
    const [toast] = toasts.get()
    assert.ok(toast)
    undoToast(toast)
    mock.timers.tick(undoMilliseconds)
    assert.deepEqual([shown(), happened], [[], ['undone']])
  })

  test('no message leaves while somebody is at the messages, and each does a moment later', () => {
    showToast('Un', { undo: () => undefined })
    holdToasts()
    showToast('Deux')
    mock.timers.tick(undoMilliseconds * 10)
    assert.deepEqual(shown(), ['Un', 'Deux'])
    releaseToasts()
    mock.timers.tick(2_000)
    assert.deepEqual(shown(), [])
  })

  test('who wants messages to wait closes them himself', () => {
    comfort.set({ singleKeys: true, keepMessages: true })
    const happened: string[] = []
    const id = showToast('Supprimé', { undo: () => undefined, onGone: () => happened.push('gone') })
    mock.timers.tick(undoMilliseconds * 100)
    assert.deepEqual(shown(), ['Supprimé'])
    dismissToast(id)
    assert.deepEqual([shown(), happened], [[], ['gone']])
  })

  test('a fifth message takes the place of the first, whose act happens then', () => {
    const happened: string[] = []
    showToast('1', { undo: () => undefined, onGone: () => happened.push('1') })
    for (const message of ['2', '3', '4', '5']) showToast(message)
    assert.deepEqual([shown(), happened], [['2', '3', '4', '5'], ['1']])
  })
})
