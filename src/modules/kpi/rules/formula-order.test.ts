import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findCycle, inComputingOrder } from './formula-order.ts'

const links = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 24 })

test('links accepted one by one never close a circle, and every refused one would have', () => {
  fc.assert(
    fc.property(links, (pairs) => {
      const inputs = new Map<string, string[]>()
      for (const [a, b] of pairs) {
        const [from, to] = [String(a), String(b)]
        const cycle = findCycle(from, [to], inputs)
        assert.equal(cycle !== null, from === to || reaches(to, from, inputs))
        if (cycle !== null) {
          assert.deepEqual([cycle[0], cycle.at(-1)], [from, from])
          const steps = cycle.slice(1, -1).map((id, index) => [id, cycle[index + 2] ?? ''] as const)
          for (const [id, next] of steps) assert.ok(inputs.get(id)?.includes(next), cycle.join(' '))
          continue
        }
        inputs.set(from, [...(inputs.get(from) ?? []), to])
      }
      const order = inComputingOrder(inputs)
      assert.deepEqual(new Set(order), new Set(inputs.keys()))
      for (const [index, id] of order.entries())
        for (const input of inputs.get(id) ?? []) assert.ok(!inputs.has(input) || order.indexOf(input) < index)
    }),
  )
})

test('a circle in what is stored is a bug, never an endless loop', () => {
  assert.throws(() =>
    inComputingOrder(
      new Map([
        ['a', ['b']],
        ['b', ['a']],
      ]),
    ),
  )
})

/** By plain search, knowing nothing of the code. */
function reaches(from: string, to: string, inputs: ReadonlyMap<string, readonly string[]>): boolean {
  return (inputs.get(from) ?? []).some((input) => input === to || reaches(input, to, inputs))
}
