// What a settled import says of itself: each value counted once by what became of it, and each row of the file.
import type { PreviewRow } from '../import-schemas.ts'
import type { ImportOutcome } from '../queries/import-jobs.ts'
import { issueCountMax } from '../rules/import-issue.ts'
import type { CheckedValue } from '../rules/import-row.ts'
import type { Comparison } from './compare-import.ts'
import type { Harvest } from './read-import.ts'

/** What was written, or for a rehearsal what would be. */
export interface Written {
  readonly inserted: readonly CheckedValue[]
  readonly overwritten: readonly CheckedValue[]
  /** Given again as they are stored. */
  readonly unchanged: readonly CheckedValue[]
}

export interface Result {
  readonly isRefused: boolean
  readonly isRehearsal: boolean
  readonly written: Written
  readonly comparison: Comparison
  readonly preview: readonly PreviewRow[]
}

/** The outcome of a job. A rehearsal writes no row, yet its values are counted by what an import would do with them. */
export function outcomeOf(harvest: Harvest, result: Result): ImportOutcome {
  const { isRefused, isRehearsal, comparison } = result
  const { type, detected, rows_total, rows_blank } = harvest
  const { inserted, overwritten, unchanged } = result.written
  const rejectedRows = rejectedRowsOf(harvest, comparison)
  const rejected = rejectedRows.size
  const values_total = harvest.values.length + harvest.unread_total
  const values_rejected = rejectedValuesOf(harvest, comparison)
  const rows = rowsOf(result.written, rejectedRows)
  const rows_written = isRehearsal ? 0 : rows.written
  const errors = [...harvest.errors.first(), ...comparison.errors.first()]
    .sort((a, b) => a.row - b.row)
    .slice(0, issueCountMax)
  return {
    type,
    detected,
    rows_total,
    rows_blank,
    rows_valid: rows_total - rejected,
    rows_rejected: rejected,
    rows_written,
    rows_skipped: rows_total - rejected - rows_written,
    rows_unchanged: rows.unchanged,
    values_total,
    values_rejected,
    values_written: isRehearsal ? 0 : inserted.length + overwritten.length,
    values_new: inserted.length,
    values_changed: overwritten.length,
    values_unchanged: unchanged.length,
    preview: [...result.preview],
    suggested_mapping_id: harvest.suggested_mapping_id,
    duplicates: harvest.duplicates + comparison.taken.size,
    errors,
    errors_total: harvest.errors.total() + comparison.errors.total(),
    notes: [...harvest.notes.first()],
    notes_total: harvest.notes.total(),
    error_code: isRefused ? 'ROWS_REJECTED' : null,
    error_message: isRefused ? refusalSentence(values_rejected, values_total) : null,
  }
}

/** Values that cannot be read, and those refused beside what is stored. */
export function rejectedValuesOf({ unread_total }: Harvest, { refused }: Comparison): number {
  return unread_total + refused.size
}

function rejectedRowsOf({ rejected_rows }: Harvest, { refused }: Comparison): ReadonlySet<number> {
  const rows = new Set(rejected_rows)
  for (const { row } of refused) rows.add(row)
  return rows
}

function refusalSentence(rejected: number, total: number): string {
  const values = rejected === 1 ? '1 valeur est à corriger' : `${rejected} valeurs sont à corriger`
  return `${values} sur ${total} : rien n’a été enregistré.`
}

interface RowCounts {
  readonly written: number
  readonly unchanged: number
}

/** Rows without errors of which a value was written, and those that only repeat what is stored: a row of a matrix has many. */
function rowsOf({ inserted, overwritten, unchanged }: Written, rejected: ReadonlySet<number>): RowCounts {
  const written = new Set<number>()
  for (const values of [inserted, overwritten]) for (const { row } of values) if (!rejected.has(row)) written.add(row)
  const repeated = new Set<number>()
  for (const { row } of unchanged) if (!written.has(row) && !rejected.has(row)) repeated.add(row)
  return { written: written.size, unchanged: repeated.size }
}
