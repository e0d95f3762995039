import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Group, TreeNode } from '../structure-schemas.ts'
import { groupPaths, outlineOf } from './dashboard-outline.ts'

const node = (id: string, parent_id: string | null, depth: number): TreeNode => ({
  kind: 'GROUP',
  id,
  parent_id,
  name: id.toUpperCase(),
  depth,
  weight: 1,
  rule: 'WORST',
  status: null,
  score_percent: null,
  kpi_count: 0,
  green: 0,
  orange: 0,
  red: 0,
  no_data: 0,
  no_threshold: 0,
  dashboard_count: 0,
  explanation: '',
})
const nodes = [node('a', null, 1), node('a1', 'a', 2), node('b', null, 1)]
const rows = [
  { id: '1', group_id: 'a' },
  { id: '2', group_id: 'a1' },
  { id: '3', group_id: null },
  { id: '4', group_id: 'gone' },
]

function shown(fields: Partial<Parameters<typeof outlineOf>[0]> = {}): readonly string[] {
  return outlineOf({ rows, nodes, folded: new Set(), searching: false, ...fields }).map((line) =>
    line.kind === 'group'
      ? `${line.level} [${line.node.id}${line.folded ? ' folded' : ''}]`
      : line.kind === 'rest'
        ? '[rest]'
        : `${line.level} ${line.row.id}`,
  )
}

test('dashboards stand below their groups, those in no group or in one not known yet at the end', () => {
  assert.deepEqual(shown(), ['0 [a]', '1 [a1]', '2 2', '1 1', '0 [b]', '[rest]', '1 3', '1 4'])
  assert.deepEqual(shown({ nodes: [] }), ['0 1', '0 2', '0 3', '0 4'])
})

test('what is folded is not shown, unless it is searched for', () => {
  const folded = new Set(['a'])
  assert.deepEqual(shown({ folded }), ['0 [a folded]', '0 [b]', '[rest]', '1 3', '1 4'])
  const found = rows.filter(({ id }) => id === '2')
  assert.deepEqual(shown({ rows: found, folded, searching: true }), ['0 [a]', '1 [a1]', '2 2'])
  assert.deepEqual(shown({ rows: [], searching: true }), [])
})

test('a group is named by its way from the top', () => {
  const group = (id: string, parent_id: string | null, position: number): Group => ({
    id,
    parent_id,
    name: id,
    depth: parent_id === null ? 1 : 2,
    position,
    rollup_rule: 'WORST',
    weight: 1,
    created_at: '',
    updated_at: '',
  })
  const paths = groupPaths([group('z', null, 0), group('y', null, 1), group('x', 'z', 0)])
  assert.deepEqual(
    paths.map(({ path }) => path),
    ['z', 'z › x', 'y'],
  )
})
