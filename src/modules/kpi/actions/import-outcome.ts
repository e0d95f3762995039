// What a settled import says of itself: each row counted once, each value by what became of it.
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
  readonly rejected: number
  readonly isRefused: boolean
  readonly isRehearsal: boolean
  readonly written: Written
  readonly comparison: Comparison
  readonly preview: readonly PreviewRow[]
}

/** The outcome of a job. A rehearsal writes no row, yet its values are counted by what an import would do with them. */
export function outcomeOf(harvest: Harvest, result: Result): ImportOutcome {
  const { rejected, isRefused, isRehearsal, comparison } = result
  const { type, detected, rows_total, rows_blank } = harvest
  const { inserted, overwritten, unchanged } = result.written
  const rows = rowsOf(result.written)
  const rows_written = isRehearsal ? 0 : rows.written
  const errors = [...harvest.errors.first(), ...comparison.errors].sort((a, b) => a.row - b.row).slice(0, issueCountMax)
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
    values_written: isRehearsal ? 0 : inserted.length + overwritten.length,
    values_new: inserted.length,
    values_changed: overwritten.length,
    values_unchanged: unchanged.length,
    preview: [...result.preview],
    suggested_mapping_id: harvest.suggested_mapping_id,
    duplicates: harvest.duplicates + comparison.taken.size,
    errors,
    errors_total: harvest.errors.total() + comparison.refusedCount,
    notes: [...harvest.notes.first()],
    notes_total: harvest.notes.total(),
    error_code: isRefused ? 'ROWS_REJECTED' : null,
    error_message: isRefused ? refusalSentence(rejected, rows_total) : null,
  }
}

function refusalSentence(rejected: number, total: number): string {
  const lines = rejected === 1 ? '1 ligne est à corriger' : `${rejected} lignes sont à corriger`
  return `${lines} sur ${total} : rien n’a été enregistré.`
}

/** Rows with a value that was written, and rows that only repeat what is stored: a row of a matrix has many values. */
function rowsOf({ inserted, overwritten, unchanged }: Written): {
  readonly written: number
  readonly unchanged: number
} {
  const written = new Set<number>()
  for (const { row } of inserted) written.add(row)
  for (const { row } of overwritten) written.add(row)
  const repeated = new Set<number>()
  for (const { row } of unchanged) if (!written.has(row)) repeated.add(row)
  return { written: written.size, unchanged: repeated.size }
}
