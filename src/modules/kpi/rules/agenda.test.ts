import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inAgendaOrder } from './agenda.ts'

const entry = (id: string, status: 'GREEN' | 'ORANGE' | 'RED' | null, critical = false, is_current = true) => ({
  id,
  status,
  critical,
  is_current,
})

test('a meeting begins with what needs words: critical reds first, greens last', () => {
  const ordered = inAgendaOrder([
    entry('green', 'GREEN'),
    entry('none', null),
    entry('expired red', 'RED', true, false),
    entry('orange', 'ORANGE'),
    entry('red', 'RED'),
    entry('critical', 'RED', true),
  ])
  assert.deepEqual(
    ordered.map(({ id }) => id),
    ['critical', 'red', 'orange', 'expired red', 'none', 'green'],
  )
})

test('property: nothing is lost, and equal entries keep their order', () => {
  const statuses = fc.constantFrom('GREEN' as const, 'ORANGE' as const, 'RED' as const, null)
  const entries = fc.array(fc.tuple(statuses, fc.boolean(), fc.boolean()))
  fc.assert(
    fc.property(entries, (given) => {
      const all = given.map(([status, critical, current], index) =>
        entry(String(index), status, critical && status === 'RED', current),
      )
      const ordered = inAgendaOrder(all)
      assert.deepEqual(new Set(ordered), new Set(all))
      const reds = ordered.filter(({ status, critical, is_current }) => is_current && status === 'RED' && !critical)
      assert.deepEqual(
        reds,
        all.filter((one) => reds.includes(one)),
      )
    }),
  )
})
