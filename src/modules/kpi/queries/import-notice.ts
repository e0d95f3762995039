// SQL of what is told about an import that took long.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import type { ImportJobId } from './import-jobs.ts'

/** Shorter imports end while their page is looked at. */
export const longImportSeconds = 10

export interface LongImportRow {
  readonly created_by: UserId
  readonly dry_run: boolean
  readonly file_name: string | null
  readonly values_written: number
  readonly values_valid: number
  readonly error_code: string | null
  readonly error_message: string | null
}

/** An import that ends now; null when it took only a moment, or came from an automatic source, which tells by itself. */
export async function findLongImport(tx: Tx, id: ImportJobId): Promise<LongImportRow | null> {
  const { rows } = await sql<LongImportRow>`
    select j.created_by, j.dry_run, j.file_name, j.values_written, j.values_total - j.values_rejected as values_valid, j.error_code, j.error_message
    from kpi.import_job j
    where j.id = ${id} and j.source_id is null
      and j.created_at < clock_timestamp() - make_interval(secs => ${longImportSeconds}::int)`.execute(tx)
  return rows[0] ?? null
}
