// Compares what an import gives with what is stored: new, different, the same, refused.
import type { Database, Scope, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { NewImportJob } from '../queries/import-jobs.ts'
import { findStoredValues } from '../queries/import-values.ts'
import type { GivenValue, StoredValueRow } from '../queries/import-values.ts'
import { isLocked } from '../rules/closing.ts'
import { toText } from '../rules/decimal.ts'
import { issueCountMax, rowError } from '../rules/import-issue.ts'
import type { RowCode, RowError } from '../rules/import-issue.ts'
import type { CheckedValue } from '../rules/import-row.ts'
import type { Harvest } from './read-import.ts'

export interface Settlement {
  readonly database: Database
  readonly scope: Scope
  readonly job: NewImportJob
  readonly harvest: Harvest
  readonly signal: AbortSignal
  /** Share of this phase that is done, 0 to 1. */
  readonly onProgress: (share: number) => void
}

/** What a period already has, as far as an import cares. */
export type Stored = Pick<StoredValueRow, 'value' | 'status' | 'same_number' | 'same_comment'>

export interface Comparison {
  /** The given values whose period already has one. */
  readonly taken: ReadonlySet<CheckedValue>
  /** Of those, the ones that say nothing new. */
  readonly same: ReadonlySet<CheckedValue>
  /** What the first given values met. */
  readonly met: ReadonlyMap<CheckedValue, Stored>
  /** Values refused because their period already has one, or was closed meanwhile. */
  readonly refusedCount: number
  /** The rows of those. */
  readonly rejected: ReadonlySet<number>
  readonly errors: readonly RowError[]
  readonly mayWrite: (value: CheckedValue) => boolean
}

/** Values per statement: large enough to be fast, small enough that other requests wait a few milliseconds at most. */
export const sliceSize = 500
/** How many values of a rehearsal are shown beside what is stored. */
export const previewCountMax = 200

/** Days up to which KPIs were closed after their rows had been checked, by the id of the KPI. */
export type Locks = Map<string, Day>

/** Reads what is stored for the values of an import. Takes a fifth of the settling. */
export async function compareImport(
  tx: Tx,
  { job, harvest, signal, onProgress }: Settlement,
  locks: Locks,
): Promise<Comparison> {
  const { values } = harvest
  const taken = new Set<CheckedValue>()
  const same = new Set<CheckedValue>()
  const met = new Map<CheckedValue, Stored>()
  for (let start = 0; start < values.length; start += sliceSize) {
    signal.throwIfAborted()
    const slice = values.slice(start, start + sliceSize)
    for (const { place, ...stored } of await findStoredValues(tx, slice.map(givenOf), !harvest.has_comments)) {
      const value = slice[place] as CheckedValue
      taken.add(value)
      if (stored.same_number && stored.same_comment) same.add(value)
      if (start + place < previewCountMax) met.set(value, stored)
    }
    onProgress((0.2 * start) / values.length)
  }
  const isClosed = ({ kpi, period }: CheckedValue): boolean => isLocked(period.end, locks.get(kpi.id) ?? null)
  const closed = locks.size === 0 ? [] : values.filter(isClosed)
  const doubled = job.on_duplicate === 'reject' ? Array.from(taken).filter((value) => !isClosed(value)) : []
  const rejected = new Set([...closed, ...doubled].map((value) => value.row))
  const isKept = (value: CheckedValue): boolean => job.on_duplicate === 'overwrite' || !taken.has(value)
  return {
    taken,
    same,
    met,
    rejected,
    refusedCount: closed.length + doubled.length,
    errors: [...errorsOf(closed, 'PERIOD_LOCKED'), ...errorsOf(doubled, 'DUPLICATE_EXISTING')],
    mayWrite: (value) => !rejected.has(value.row) && isKept(value),
  }
}

function errorsOf(refused: readonly CheckedValue[], code: RowCode): readonly RowError[] {
  return refused.slice(0, issueCountMax).map((value) => rowError(value, code, value.raw))
}

function givenOf({ kpi, period, value, comment }: CheckedValue): GivenValue {
  return { kpi_id: kpi.id, period_start: period.start, value: toText(value), comment }
}
