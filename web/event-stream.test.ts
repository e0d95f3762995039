import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createEventParser } from './event-stream.ts'

const stream =
  'retry: 2000\nevent: ready\ndata: {}\n\n: heartbeat\n\nid: 7\nevent: change\ndata: {"type":\ndata: "kpi.value.created"}\n\nevent: gap\r\ndata: {}\r\n\r\n'
const events = [
  { id: null, name: 'ready', data: '{}' },
  { id: '7', name: 'change', data: '{"type":\n"kpi.value.created"}' },
  { id: '7', name: 'gap', data: '{}' },
]

test('events are read, heartbeats are not events, the last id is remembered', () => {
  assert.deepEqual(createEventParser()(stream), events)
})

test('the pieces in which a stream arrives change nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
      const parse = createEventParser()
      const bounds = [0, ...cuts.toSorted((a, b) => a - b), stream.length]
      const read = bounds.slice(1).flatMap((end, index) => parse(stream.slice(bounds[index], end)))
      assert.deepEqual(read, events)
    }),
  )
})

test('an event without end is refused instead of filling the memory', () => {
  const parse = createEventParser()
  assert.throws(() => {
    for (let piece = 0; piece < 20; piece += 1) parse('x'.repeat(100_000))
  }, RangeError)
})
