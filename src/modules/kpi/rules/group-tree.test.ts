import assert from 'node:assert/strict'
import { test } from 'node:test'
import { branchOf, checkParent, childrenOf, placedAt } from './group-tree.ts'
import type { GroupPlace } from './group-tree.ts'

const group = (id: string, parent_id: string | null, depth: number, position = 0): GroupPlace => ({
  id,
  parent_id,
  depth,
  position,
})
const groups = [
  group('a', null, 1, 1),
  group('b', null, 1, 0),
  group('a1', 'a', 2),
  group('a11', 'a1', 3),
  group('b1', 'b', 2),
]
const code = (id: string | null, parent: string | null) => checkParent(groups, id, parent)?.code ?? null

test('a group stands at the top or under a group of the first two levels', () => {
  assert.equal(code(null, null), null)
  assert.equal(code(null, 'a'), null)
  assert.equal(code(null, 'a1'), null)
  assert.equal(code(null, 'a11'), 'GROUP_TOO_DEEP')
  assert.equal(code(null, 'zz'), 'UNKNOWN_GROUP')
})

test('a group moves with its whole branch, never into itself', () => {
  assert.equal(code('a11', 'b1'), null)
  assert.equal(code('a1', 'b'), null)
  assert.equal(code('a1', 'b1'), 'GROUP_TOO_DEEP')
  assert.equal(code('a', 'b'), 'GROUP_TOO_DEEP')
  assert.equal(code('a', 'a'), 'GROUP_CYCLE')
  assert.equal(code('a', 'a11'), 'GROUP_CYCLE')
  assert.equal(code('a', null), null)
})

test('brothers keep one order', () => {
  assert.deepEqual(
    childrenOf(groups, null).map(({ id }) => id),
    ['b', 'a'],
  )
  assert.deepEqual(
    branchOf(groups, 'a')
      .map(({ id }) => id)
      .toSorted(),
    ['a', 'a1', 'a11'],
  )
  assert.deepEqual(placedAt(['x', 'y', 'z'], 'z', 0), ['z', 'x', 'y'])
  assert.deepEqual(placedAt(['x', 'y', 'z'], 'x', 1), ['y', 'x', 'z'])
  assert.deepEqual(placedAt(['x', 'y'], 'n', 99), ['x', 'y', 'n'])
})
