import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ScreenSlide } from '../screen-schemas.ts'
import { pagesOf, placeOf, stepped } from './tv-rotation.ts'

function overview(dashboard_id: string, count: number): ScreenSlide {
  const tile = { kpi_id: 'k', name: 'K', unit: null, value: 1, status: 'GREEN' } as const
  const tiles = Array.from({ length: count }, () => ({
    ...tile,
    period_label: null,
    provisional: false,
    approval: null,
    critical: false,
    change: null,
    goodness: 'neutral' as const,
    recent: [],
  }))
  return { view: 'OVERVIEW', dashboard_id, title: 'T', overview: tiles, bowling: null, sqcdp: null, direction: null }
}

test('what does not fit is spread over pages that are about equally full, and nothing is left out', () => {
  const pages = pagesOf({ slides: [overview('a', 25), overview('b', 0)] })
  assert.deepEqual(
    pages.map(({ key, from, to, number, count }) => [key, from, to, number, count]),
    [
      ['OVERVIEW.a.0', 0, 9, 1, 3],
      ['OVERVIEW.a.1', 9, 18, 2, 3],
      ['OVERVIEW.a.2', 18, 27, 3, 3],
      ['OVERVIEW.b.0', 0, 0, 1, 1],
    ],
  )
})

test('the page that is shown stays when others come or go, and gives way when it is gone', () => {
  const pages = pagesOf({ slides: [overview('a', 1), overview('b', 1)] })
  assert.equal(placeOf(pages, 'OVERVIEW.b.0', 0), 1)
  assert.equal(placeOf(pages, 'OVERVIEW.c.0', 5), 1)
  assert.equal(placeOf([], 'OVERVIEW.c.0', 5), 0)
})

test('the rotation goes around both ends', () => {
  assert.deepEqual([stepped(2, 1, 3), stepped(0, -1, 3), stepped(0, 1, 0)], [0, 2, 0])
})
