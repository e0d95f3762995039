import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { explainRollUp } from './roll-up-sentence.ts'
import type { RollUpFacts } from './roll-up-sentence.ts'
import { judgeChildren } from './roll-up.ts'
import type { Children, RollupRule, StatusCounts } from './roll-up.ts'
import { rollUp } from './roll-up-tree.ts'
import type { DashboardInput, GroupInput, TreeNode } from './roll-up-tree.ts'

const none: StatusCounts = { green: 0, orange: 0, red: 0, no_data: 0, no_threshold: 0 }
const kpis = (counts: Partial<StatusCounts>, weights: Partial<Children['weights']> = counts): Children => ({
  counts: { ...none, ...counts },
  weights: { green: 0, orange: 0, red: 0, ...weights },
})
const said = (facts: Partial<RollUpFacts>): string =>
  explainRollUp({
    rule: 'WORST',
    noun: 'indicateur',
    children: none,
    kpis: none,
    status: null,
    score_percent: null,
    ...facts,
  }).replaceAll('\u00A0', ' ')

describe('a judgement', () => {
  test('by the worst is the worst verdict; without any, what is missing; never green', () => {
    const status = (counts: Partial<StatusCounts>) => judgeChildren('WORST', kpis(counts)).status
    assert.equal(status({ green: 9, orange: 3, red: 1, no_data: 2 }), 'RED')
    assert.equal(status({ green: 9, orange: 3, no_data: 2 }), 'ORANGE')
    assert.equal(status({ green: 1, no_data: 2 }), 'GREEN')
    assert.equal(status({ no_data: 1, no_threshold: 4 }), 'NO_DATA')
    assert.equal(status({ no_threshold: 4 }), 'NO_THRESHOLD')
    assert.equal(status({}), null)
  })

  test('by weighted mean takes the better status on a line, and shows no more than was reached', () => {
    const judged = (weights: Children['weights']) =>
      judgeChildren('WEIGHTED', kpis({ green: weights.green, orange: weights.orange, red: weights.red }, weights))
    assert.deepEqual(judged({ green: 3, orange: 0, red: 1 }), { status: 'GREEN', score_percent: 75 })
    assert.deepEqual(judged({ green: 1, orange: 0, red: 1 }), { status: 'ORANGE', score_percent: 50 })
    assert.deepEqual(judged({ green: 0, orange: 5, red: 0 }), { status: 'ORANGE', score_percent: 50 })
    assert.deepEqual(judged({ green: 2, orange: 0, red: 1 }), { status: 'ORANGE', score_percent: 66.6 })
    assert.deepEqual(judged({ green: 2999, orange: 0, red: 1001 }), { status: 'ORANGE', score_percent: 74.9 })
    assert.deepEqual(judged({ green: 0, orange: 1, red: 1 }), { status: 'RED', score_percent: 25 })
  })

  test('by weighted mean leaves out what has no data, and falls back on it when there is nothing else', () => {
    const some = kpis({ green: 1, no_data: 40, no_threshold: 2 })
    assert.deepEqual(judgeChildren('WEIGHTED', some), { status: 'GREEN', score_percent: 100 })
    assert.deepEqual(judgeChildren('WEIGHTED', kpis({ no_data: 3 })), { status: 'NO_DATA', score_percent: null })
  })

  test('says why and by which rule', () => {
    const counts = { ...none, green: 8, red: 1, orange: 2, no_data: 1 }
    assert.equal(
      said({ status: 'RED', children: counts, kpis: counts }),
      'Rouge : 1 indicateur rouge sur 12, 1 sans donnée (règle : le pire).',
    )
    assert.equal(
      said({ status: 'ORANGE', noun: 'élément', children: { ...none, orange: 1, green: 2 }, kpis: counts }),
      'Orange : 1 élément orange sur 3 (règle : le pire) ; 1 indicateur rouge sur 12.',
    )
    assert.equal(
      said({
        status: 'ORANGE',
        rule: 'WEIGHTED',
        score_percent: 66.6,
        noun: 'élément',
        children: { ...none, green: 2, red: 1, no_data: 1 },
        kpis: { ...none, green: 4, red: 2 },
      }),
      'Orange : score de 66,6 % sur 3 éléments (règle : moyenne pondérée, vert dès 75 %, orange dès 50 %), 1 sans donnée ; 2 indicateurs rouges sur 6.',
    )
    assert.equal(said({}), 'Aucun indicateur.')
    assert.equal(
      said({ status: 'NO_DATA', kpis: { ...none, no_data: 5, no_threshold: 1 } }),
      'Sans donnée : aucun des 5 indicateurs n’a de valeur à jour, 1 sans seuil.',
    )
    assert.equal(
      said({ status: 'NO_THRESHOLD', kpis: { ...none, no_threshold: 1 } }),
      'Sans seuil : l’indicateur n’a pas de seuil.',
    )
  })
})

const count = fc.integer({ min: 0, max: 4 })
const rule = fc.constantFrom<RollupRule>('WORST', 'WEIGHTED')
const weight = fc.integer({ min: 1, max: 100 })
const kpisOf = fc
  .record({ green: count, orange: count, red: count, no_data: count, no_threshold: count, each: weight })
  .map(({ each, ...counts }): Children => ({
    counts,
    weights: { green: counts.green * each, orange: counts.orange * each, red: counts.red * each },
  }))

/** A tree of up to nine groups on three levels, with dashboards anywhere. */
const tree = fc.record({
  rules: fc.array(fc.tuple(rule, weight), { minLength: 9, maxLength: 9 }),
  dashboards: fc.array(fc.tuple(fc.integer({ min: -1, max: 8 }), weight, kpisOf), { maxLength: 12 }),
})
type Tree = typeof tree extends fc.Arbitrary<infer T> ? T : never

/** Groups 0–2 stand at the top, 3–5 in them, 6–8 in those. */
function build({ rules, dashboards }: Tree): {
  readonly groups: readonly GroupInput[]
  readonly boards: readonly DashboardInput[]
} {
  const groups = rules.map(([rollup_rule, own], index) => ({
    id: `g${index}`,
    parent_id: index < 3 ? null : `g${index - 3}`,
    depth: Math.floor(index / 3) + 1,
    position: index,
    name: `G${index}`,
    rollup_rule,
    weight: own,
  }))
  const boards = dashboards.map(([group, own, children], index) => ({
    id: `d${index}`,
    title: `D${index}`,
    group_id: group < 0 ? null : `g${group}`,
    weight: own,
    kpis: children,
  }))
  return { groups, boards }
}

const byId = (nodes: readonly TreeNode[]) => new Map(nodes.map((node) => [node.id, node]))

describe('a tree', () => {
  test('shows every group and dashboard once, parents first, whatever the order they come in', () => {
    fc.assert(
      fc.property(tree, (input) => {
        const { groups, boards } = build(input)
        const nodes = rollUp(groups, boards)
        assert.equal(nodes.length, groups.length + boards.length)
        const at = new Map(nodes.map((node, index) => [node.id, index]))
        for (const node of nodes)
          if (node.parent_id !== null) assert.ok((at.get(node.parent_id) ?? -1) < (at.get(node.id) ?? 0))
        assert.deepEqual(byId(rollUp(groups.toReversed(), boards)), byId(nodes))
        assert.deepEqual(byId(rollUp(groups, boards.toReversed())), byId(nodes))
      }),
    )
  })

  test('counts every KPI once at each level', () => {
    fc.assert(
      fc.property(tree, (input) => {
        const { groups, boards } = build(input)
        const nodes = rollUp(groups, boards)
        const sum = (list: readonly StatusCounts[]): number =>
          list.reduce((total, counts) => total + Object.values(counts).reduce((a: number, b: number) => a + b, 0), 0)
        const top = nodes.filter((node) => node.parent_id === null).map((node) => node.counts)
        assert.equal(sum(top), sum(boards.map((board) => board.kpis.counts)))
      }),
    )
  })

  test('by the worst everywhere, a group is red exactly when a KPI below is', () => {
    fc.assert(
      fc.property(tree, (input) => {
        const { groups, boards } = build({ ...input, rules: input.rules.map(([, own]) => ['WORST', own] as const) })
        for (const node of rollUp(groups, boards)) {
          assert.equal(node.status === 'RED', node.counts.red > 0)
          assert.equal(node.status === 'GREEN', node.counts.green > 0 && node.counts.red + node.counts.orange === 0)
        }
      }),
    )
  })

  test('a group is never green without a green KPI below, and never judged without data', () => {
    fc.assert(
      fc.property(tree, (input) => {
        const { groups, boards } = build(input)
        for (const { status, counts, score_percent } of rollUp(groups, boards)) {
          const judged = counts.green + counts.orange + counts.red
          if (status === 'GREEN') assert.ok(counts.green > 0)
          assert.equal(status === 'GREEN' || status === 'ORANGE' || status === 'RED', judged > 0)
          if (judged === 0) assert.equal(score_percent, null)
        }
      }),
    )
  })

  test('a KPI that turns from red to green never makes anything worse', () => {
    const rank = { RED: 0, ORANGE: 1, GREEN: 2 } as const
    fc.assert(
      fc.property(tree, fc.nat(), (input, pick) => {
        const { groups, boards } = build(input)
        const candidates = boards.filter((board) => board.kpis.counts.red > 0)
        const chosen = candidates[pick % Math.max(1, candidates.length)]
        if (chosen === undefined) return
        const { counts, weights } = chosen.kpis
        const each = weights.red / counts.red
        const better: Children = {
          counts: { ...counts, red: counts.red - 1, green: counts.green + 1 },
          weights: { ...weights, red: weights.red - each, green: weights.green + each },
        }
        const after = byId(
          rollUp(
            groups,
            boards.map((board) => (board === chosen ? { ...board, kpis: better } : board)),
          ),
        )
        for (const before of rollUp(groups, boards)) {
          const now = after.get(before.id)?.status as keyof typeof rank
          if (before.status !== null && before.status in rank)
            assert.ok(rank[now] >= rank[before.status as keyof typeof rank])
        }
      }),
    )
  })
})
