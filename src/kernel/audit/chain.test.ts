import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { auditHash, auditText, chainStart, walkChain } from './chain.ts'
import type { AuditEntry } from './chain.ts'

const sample: AuditEntry = {
  organization_id: '019a8f3e-7c1d-7000-8000-2b1f0c9d4e55',
  seq: 1n,
  at: '2026-01-02T03:04:05.678Z',
  actor_id: null,
  action: 'kpi.created',
  entity: 'kpi',
  entity_id: '019a8f3e-7c1d-7000-8000-2b1f0c9d4e56',
  summary: 'Créé 🌱',
  before: null,
  after: '{"code":"A1"}',
  prev_hash: chainStart,
  hash: chainStart,
}

test('the text is every column with its length in characters, microseconds padded', () => {
  assert.equal(
    auditText(sample),
    '36:019a8f3e-7c1d-7000-8000-2b1f0c9d4e551:127:2026-01-02T03:04:05.678000Z-11:kpi.created3:kpi' +
      '36:019a8f3e-7c1d-7000-8000-2b1f0c9d4e566:Créé 🌱-13:{"code":"A1"}',
  )
  assert.match(auditText({ ...sample, at: '2026-01-02T03:04:05Z' }), /27:2026-01-02T03:04:05\.000000Z/)
  const expected = createHash('sha256').update(chainStart).update(auditText(sample)).digest()
  assert.deepEqual(auditHash(sample), expected)
})

const texts = fc.record({
  action: fc.string(),
  entity: fc.string(),
  summary: fc.string({ unit: 'grapheme' }),
  before: fc.option(fc.string()),
  after: fc.option(fc.string()),
})

test('two different entries never share a text', () => {
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      const same = JSON.stringify(Object.values(left)) === JSON.stringify(Object.values(right))
      assert.equal(auditText({ ...sample, ...left }) === auditText({ ...sample, ...right }), same)
    }),
  )
})

/** A sound chain over these changes. */
function chainOf(changes: readonly Partial<AuditEntry>[]): AuditEntry[] {
  let previous = chainStart
  return changes.map((change, index) => {
    const entry = { ...sample, ...change, seq: BigInt(index + 1), prev_hash: previous }
    previous = auditHash(entry)
    return { ...entry, hash: previous }
  })
}

/** Number of the first entry that the walk refuses; null when it accepts all. */
function firstRefused(chain: readonly AuditEntry[]): bigint | null {
  const walk = walkChain()
  return chain.every((entry) => walk.accept(entry)) ? null : walk.expected()
}

test('a sound chain is accepted; any change of any column is found at its entry', () => {
  fc.assert(
    fc.property(
      fc.array(texts, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.constantFrom(
        'action',
        'entity',
        'summary',
        'before',
        'after',
        'at',
        'actor_id',
        'entity_id',
        'organization_id',
        'prev_hash',
        'hash',
      ),
      (changes, pick, column) => {
        const chain = chainOf(changes)
        assert.equal(firstRefused(chain), null)
        const index = pick % chain.length
        const entry = chain[index]
        assert.ok(entry !== undefined)
        chain[index] = { ...entry, [column]: tampered(entry[column as keyof AuditEntry]) }
        assert.equal(firstRefused(chain), BigInt(index + 1))
      },
    ),
  )
})

function tampered(value: AuditEntry[keyof AuditEntry] | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value.map((byte, index) => (index === 7 ? byte ^ 1 : byte)))
  if (value === null) return 'x'
  const text = String(value)
  return text === sample.at ? '2026-01-02T03:04:05.679Z' : `${text}x`
}

test('a missing, repeated or swapped entry is found where it stands', () => {
  const chain = chainOf([{}, { summary: 'b' }, { summary: 'c' }, { summary: 'd' }])
  const [first, second, third, fourth] = chain as [AuditEntry, AuditEntry, AuditEntry, AuditEntry]
  assert.equal(firstRefused([first, third, fourth]), 2n)
  assert.equal(firstRefused([second, third]), 1n)
  assert.equal(firstRefused([first, second, second]), 3n)
  assert.equal(firstRefused([first, third, second, fourth]), 2n)
})
