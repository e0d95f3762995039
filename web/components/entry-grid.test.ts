import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  changeCells,
  contentAt,
  countEdits,
  discard,
  markRefused,
  markSaved,
  markUnsent,
  openGrid,
  rebase,
  redo,
  restoreEdits,
  takePending,
  undo,
  type Content,
  type GridState,
} from './entry-grid-model.ts'
import { at, moveBy, placePasted, rectangleOf, type Selection, nextPlace } from './entry-grid-moves.ts'
import { parseClipboard, toClipboard } from './entry-grid-text.ts'

const value = (number: number | null): Content => ({ kind: 'value', value: number })
const keys = ['a', 'b', 'c', 'd']
const shown = (state: GridState): readonly Content[] => keys.map((key) => contentAt(state, key))
const start = openGrid(new Map([['a', 1]]))
const saveAll = (state: GridState): GridState => {
  const { state: sending, cells } = takePending(state, 100)
  return markSaved(sending, cells)
}

test('a rectangle copied from a spreadsheet is read cell by cell, quoted cells included', () => {
  assert.deepEqual(parseClipboard('1\t2\r\n3\t4\r\n'), [
    ['1', '2'],
    ['3', '4'],
  ])
  assert.deepEqual(parseClipboard('1 234,5'), [['1 234,5']])
  assert.deepEqual(parseClipboard('"a\nb"\t"dit ""oui"""\n\t5"'), [
    ['a\nb', 'dit "oui"'],
    ['', '5"'],
  ])
  assert.deepEqual(parseClipboard('"ouvert\t2'), [['"ouvert', '2']])
  assert.deepEqual(parseClipboard('1\n\n2'), [['1'], [''], ['2']])
  assert.equal(parseClipboard('\t'.repeat(100_001)), null)
})

test('what a grid copies is read back the same', () => {
  const cell = fc.string({ maxLength: 8 })
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }))
  fc.assert(
    fc.property(table, (rows) => {
      // A last row that is one empty cell is the line end after the row before.
      const last = rows.at(-1)
      fc.pre(!(last?.length === 1 && last[0] === '' && rows.length > 1))
      assert.deepEqual(parseClipboard(toClipboard(rows)), rows)
    }),
  )
})

test('pasted cells go from the corner of the selection on; one cell fills the selection; the rest is counted', () => {
  const size = { rows: 3, columns: 2 }
  const corner = rectangleOf(at({ row: 1, column: 1 }))
  const block = placePasted([['1', '2'], ['3', ''], ['5']], corner, size)
  assert.deepEqual(
    block.cells.map(({ row, column, text }) => `${row}${column}${text}`),
    ['111', '213'],
  )
  assert.equal(block.outside, 2)
  const selection = rectangleOf({ anchor: { row: 2, column: 1 }, focus: { row: 1, column: 0 } })
  assert.equal(placePasted([['7']], selection, size).cells.length, 4)
})

test('keys lead where a spreadsheet leads, Tab leaves at both ends', () => {
  const size = { rows: 3, columns: 4 }
  const from = (row: number, column: number): Selection => at({ row, column })
  const goes = (key: string, selection: Selection, modifiers: { shift?: boolean; control?: boolean } = {}): unknown => {
    const moved = moveBy({ key, shift: modifiers.shift ?? false, control: modifiers.control ?? false }, selection, size)
    return moved === null ? null : [moved.focus.row, moved.focus.column]
  }
  assert.deepEqual(goes('ArrowDown', from(2, 0)), [2, 0])
  assert.deepEqual(goes('ArrowRight', from(0, 0), { control: true }), [0, 3])
  assert.deepEqual(goes('End', from(1, 1), { control: true }), [2, 3])
  assert.deepEqual(goes('Home', from(1, 2)), [1, 0])
  assert.deepEqual(goes('Tab', from(0, 3)), [1, 0])
  assert.equal(goes('Tab', from(2, 3)), null)
  assert.equal(goes('Tab', from(0, 0), { shift: true }), null)
  assert.deepEqual(goes('Enter', from(0, 1)), [1, 1])
  assert.equal(goes('x', from(0, 0)), null)
  const wide = moveBy({ key: 'ArrowDown', shift: true, control: false }, from(0, 1), size)
  assert.deepEqual(wide, { anchor: { row: 0, column: 1 }, focus: { row: 1, column: 1 } })
})

test('a paste is one step: it is taken back and done again whole, before and after it is saved', () => {
  const pasted = changeCells(start, [
    { key: 'a', content: value(10) },
    { key: 'b', content: value(20) },
    { key: 'c', content: { kind: 'wrong', text: 'douze', reason: 'no number' } },
  ])
  assert.deepEqual(countEdits(pasted), { pending: 2, saving: 0, wrong: 1 })
  assert.deepEqual(shown(undo(pasted)), shown(start))
  assert.equal(undo(pasted).edits.size, 0)
  const stored = saveAll(pasted)
  assert.deepEqual(
    [...stored.base],
    [
      ['a', 10],
      ['b', 20],
    ],
  )
  const back = undo(stored)
  assert.deepEqual(shown(back), shown(start))
  assert.deepEqual(takePending(back, 100).cells, [
    { key: 'a', value: 1 },
    { key: 'b', value: null },
  ])
  assert.deepEqual([...saveAll(back).base], [['a', 1]])
  assert.deepEqual(shown(redo(saveAll(back))), shown(pasted))
})

test('what is typed while its cell is on its way is sent after it, even when it is the former value', () => {
  const { state: sending, cells } = takePending(changeCells(start, [{ key: 'a', content: value(2) }]), 100)
  const typed = changeCells(sending, [{ key: 'a', content: value(1) }])
  assert.deepEqual(takePending(typed, 100).cells, [])
  const acknowledged = markSaved(typed, cells)
  assert.deepEqual(contentAt(acknowledged, 'a'), value(1))
  assert.deepEqual(takePending(acknowledged, 100).cells, [{ key: 'a', value: 1 }])
})

test('refused cells keep what was typed and why; the others are sent again; a lost request is sent again', () => {
  const changed = changeCells(start, [
    { key: 'a', content: value(2) },
    { key: 'b', content: value(3) },
  ])
  const { state: sending, cells } = takePending(changed, 100)
  const refused = markRefused(sending, cells, new Map([['a', 'locked']]))
  assert.deepEqual([refused.edits.get('a')?.state, refused.edits.get('a')?.reason], ['REFUSED', 'locked'])
  assert.deepEqual(takePending(refused, 100).cells, [{ key: 'b', value: 3 }])
  assert.deepEqual(contentAt(discard(refused, 'a'), 'a'), value(1))
  assert.deepEqual(takePending(changeCells(refused, [{ key: 'a', content: value(2) }]), 100).cells.length, 2)
  assert.deepEqual(takePending(markUnsent(sending), 100).cells, cells)
})

test('what somebody else writes arrives live, and below an edit of mine it is told and nothing is overwritten', () => {
  const mine = changeCells(start, [{ key: 'a', content: value(2) }])
  const theirs = rebase(
    mine,
    new Map([
      ['a', 7],
      ['b', 8],
    ]),
    'overtaken',
  )
  assert.deepEqual(contentAt(theirs, 'b'), value(8))
  assert.deepEqual(contentAt(theirs, 'a'), value(2))
  assert.equal(theirs.edits.get('a')?.reason, 'overtaken')
  assert.deepEqual(takePending(theirs, 100).cells, [])
  assert.equal(rebase(mine, new Map([['a', 2]]), 'overtaken').edits.size, 0)
  const kept = rebase(restoreEdits(openGrid(new Map([['a', 9]])), mine.edits), new Map([['a', 9]]), 'overtaken')
  assert.equal(kept.edits.get('a')?.state, 'REFUSED')
})

type Command = {
  readonly kind: 'type' | 'undo' | 'redo' | 'save' | 'lose'
  readonly key: string
  readonly value: number | null
}

const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom('type', 'type', 'type', 'undo', 'redo', 'save', 'lose'),
  key: fc.constantFrom(...keys),
  value: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
})

function run(state: GridState, { kind, key, value: number }: Command): GridState {
  if (kind === 'type') return changeCells(state, [{ key, content: value(number) }])
  if (kind === 'undo') return undo(state)
  if (kind === 'redo') return redo(state)
  if (kind === 'save') return saveAll(state)
  return markUnsent(takePending(state, 100).state)
}

test('whatever is typed, taken back, saved or lost on the way, undoing everything restores exactly', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      let state = start
      for (const one of commands) {
        const before = shown(state)
        state = run(state, one)
        if (one.kind === 'save' || one.kind === 'lose') assert.deepEqual(shown(state), before)
      }
      const end = shown(state)
      let undone = state
      while (undone.undoable.length > 0) undone = undo(undone)
      assert.deepEqual(shown(undone), shown(start))
      assert.deepEqual([...saveAll(undone).base], [...start.base])
      let again = undone
      for (let step = 0; step < state.undoable.length; step += 1) again = redo(again)
      assert.deepEqual(shown(again), end)
    }),
  )
})

test('the next wrong cell is the one to the right, then those below, then the first again', () => {
  const places = [
    { row: 2, column: 0 },
    { row: 0, column: 3 },
    { row: 0, column: 1 },
  ]
  assert.deepEqual(nextPlace(places, { row: 0, column: 1 }), { row: 0, column: 3 })
  assert.deepEqual(nextPlace(places, { row: 0, column: 3 }), { row: 2, column: 0 })
  assert.deepEqual(nextPlace(places, { row: 2, column: 0 }), { row: 0, column: 1 })
  assert.equal(nextPlace([], { row: 2, column: 0 }), null)
})
