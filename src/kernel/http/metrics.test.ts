// Labels of the Prometheus text format: whatever they hold, a scraper reads the same text back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { metricLabels } from './metrics.ts'

test('labels are quoted and joined', () => {
  assert.equal(metricLabels({ method: 'GET', status: 200 }), 'method="GET",status="200"')
})

test('quotes, backslashes and line ends are escaped, so that no label ends early', () => {
  assert.equal(metricLabels({ route: '/a/:id(^\\d+$)"\n' }), String.raw`route="/a/:id(^\\d+$)\"\n"`)
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', 'a', ',', '}') }), (value) => {
      const text = metricLabels({ route: value })
      const quoted = /^route="((?:[^"\\\n]|\\[\\"n])*)"$/.exec(text)?.[1]
      assert.ok(quoted !== undefined, text)
      const back = quoted.replaceAll(/\\(.)/g, (_match, mark: string) => (mark === 'n' ? '\n' : mark))
      assert.equal(back, value)
    }),
  )
})
