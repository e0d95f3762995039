// Compares what an import gives with what is stored: new, different, the same, refused.
import type { Database, Scope, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { NewImportJob } from '../queries/import-jobs.ts'
import { findStoredValues } from '../queries/import-values.ts'
import type { GivenValue, StoredValueRow } from '../queries/import-values.ts'
import { isLocked } from '../rules/closing.ts'
import { toText } from '../rules/decimal.ts'
import { createIssueList, rowError } from '../rules/import-issue.ts'
import type { IssueList, RowError } from '../rules/import-issue.ts'
import type { Barrier, CheckedValue } from '../rules/import-row.ts'
import { previewCountMax } from './read-import.ts'
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
  /** Those that differ from what is stored where they may not, or where nothing may be replaced. */
  readonly refused: ReadonlySet<CheckedValue>
  readonly errors: IssueList<RowError>
  readonly mayWrite: (value: CheckedValue) => boolean
}

/** Values per statement: large enough to be fast, small enough that other requests wait a few milliseconds at most. */
export const sliceSize = 500

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
  const refused = new Set<CheckedValue>()
  const errors = createIssueList<RowError>()
  const tell = createTeller(harvest, errors)
  const barrierOf = barriers(job, taken, locks)
  for (const value of values) {
    const barrier = same.has(value) ? null : barrierOf(value)
    if (barrier === null) continue
    refused.add(value)
    tell(value, barrier)
  }
  const isKept = (value: CheckedValue): boolean => job.on_duplicate === 'overwrite' || !taken.has(value)
  return {
    taken,
    same,
    met,
    refused,
    errors,
    mayWrite: (value) => !same.has(value) && !refused.has(value) && isKept(value),
  }
}

/** What keeps a value that says something new from being written. */
function barriers(
  { on_duplicate }: NewImportJob,
  taken: ReadonlySet<CheckedValue>,
  locks: Locks,
): (value: CheckedValue) => Barrier | null {
  return (value) => {
    const { kpi, period, column, raw, barrier } = value
    if (barrier !== null) return barrier
    if (isLocked(period.end, locks.get(kpi.id) ?? null)) return { code: 'PERIOD_LOCKED', column, raw }
    return on_duplicate === 'reject' && taken.has(value) ? { code: 'DUPLICATE_EXISTING', column, raw } : null
  }
}

/** Tells refused values in the order of the file; what one cell says of many values of its row is told once. */
function createTeller(
  { rejected_rows }: Harvest,
  errors: IssueList<RowError>,
): (value: CheckedValue, barrier: Barrier) => void {
  let toldRow = 0
  return (value, { code, column, raw }) => {
    const isOfRow = value.barrier !== null && code !== 'PERIOD_LOCKED'
    if (isOfRow && (toldRow === value.row || rejected_rows.has(value.row))) return
    if (isOfRow) toldRow = value.row
    errors.add([rowError({ row: value.row, column }, code, raw)])
  }
}

function givenOf({ kpi, period, value, comment }: CheckedValue): GivenValue {
  return { kpi_id: kpi.id, period_start: period.start, value: toText(value), comment }
}
