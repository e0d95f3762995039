// Verifies the audit of one organisation: every entry recomputed, in pages, without the database's own hash function.
import type { Database, Scope } from '../database/database.ts'
import type { OrganizationId } from '../ids.ts'
import { walkChain } from './chain.ts'
import { listChain, selectChainEnd } from './queries/entries.ts'

export interface AuditVerdict {
  readonly ok: boolean
  /** Entries that hold. */
  readonly entries: bigint
  /** Hash of the last entry that holds, in hexadecimal; null for an empty chain. */
  readonly head: string | null
  /** Number of the first entry that is changed, missing or too many; null when all hold. */
  readonly first_broken: bigint | null
}

/** A head written down earlier: at that number the chain had that hash. */
export interface KnownHead {
  readonly seq: bigint
  readonly hash: string
}

const pageRows = 1_000

/** Walks the whole chain. `known` is a head exported earlier: it detects a tail that was cut off or written again. */
export async function verifyAudit(
  database: Database,
  organizationId: OrganizationId,
  known: KnownHead | null = null,
): Promise<AuditVerdict> {
  const scope: Scope = { organization_id: organizationId, user_id: null, role: 'SYSTEM' }
  const end = await database.read(scope, selectChainEnd)
  const walk = walkChain()
  const verdict = (first_broken: bigint | null): AuditVerdict => {
    const entries = walk.expected() - 1n
    return {
      ok: first_broken === null,
      entries,
      head: entries === 0n ? null : walk.last().toString('hex'),
      first_broken,
    }
  }
  for (;;) {
    const after = walk.expected() - 1n
    const page = await database.read(scope, (tx) => listChain(tx, { after, upTo: end.last_seq, limit: pageRows }))
    for (const entry of page) {
      if (!walk.accept(entry)) return verdict(walk.expected())
      if (entry.seq === known?.seq && walk.last().toString('hex') !== known.hash) return verdict(entry.seq)
    }
    if (page.length < pageRows) break
  }
  return verdict(brokenEnd(end, walk, known))
}

/** The chain holds as far as it goes; does it go as far as it should? */
function brokenEnd(
  { head, last_seq }: Awaited<ReturnType<typeof selectChainEnd>>,
  walk: ReturnType<typeof walkChain>,
  known: KnownHead | null,
): bigint | null {
  const entries = walk.expected() - 1n
  // Rows before the last one vanished while the walk went on.
  if (entries < last_seq) return walk.expected()
  if (known !== null && known.seq > entries) return walk.expected()
  if (head === null) return entries === 0n ? null : walk.expected()
  if (head.seq > entries) return walk.expected()
  if (head.seq < entries) return head.seq + 1n
  return walk.last().equals(head.hash) ? null : maxOf(head.seq, 1n)
}

function maxOf(left: bigint, right: bigint): bigint {
  return left > right ? left : right
}
