// SQL of import jobs. A person sees his own jobs, an ADMIN all of the organisation.
import { sql } from 'kysely'
import type { Database, Tx } from '#kernel/database/database.ts'
import type { Id, OrganizationId, UserId } from '#kernel/ids.ts'
import type { ImportJob, ImportJobSummary } from '../import-schemas.ts'
import type { SourceId } from './import-sources.ts'
import type { SourceMemory } from './source-runs.ts'

export type ImportJobId = Id<'import_job'>

/** How long a job may be silent before it counts as interrupted; whoever runs it speaks every second. */
export const leaseSeconds = 8
/** How long an import can be undone: what it wrote over is forgotten afterwards. */
export const undoDays = 90

type Summary = ImportJobSummary & { readonly id: ImportJobId; readonly created_by: UserId }

export interface NewImportJob {
  readonly id: ImportJobId
  readonly type: ImportJob['type']
  readonly mode: ImportJob['mode']
  readonly on_duplicate: ImportJob['on_duplicate']
  readonly dry_run: boolean
  readonly file_name: string | null
  /** The saved mapping that it was read by. */
  readonly mapping_id?: string | null
  /** The watched address that it came from. */
  readonly source_id?: SourceId | null
  /** What is to be remembered of its content once it is imported. */
  readonly memory?: SourceMemory
}

/** What a finished job says of itself; absent counts stay 0. */
export interface ImportOutcome {
  readonly type?: ImportJob['type']
  readonly detected: ImportJob['detected'] | null
  readonly rows_total: number
  readonly rows_valid: number
  readonly rows_written: number
  readonly rows_rejected: number
  readonly rows_skipped: number
  readonly rows_blank: number
  /** Rows that only repeat what is stored; counted among the skipped ones. */
  readonly rows_unchanged: number
  /** Every value given: written, refused, repeated or left aside. */
  readonly values_total: number
  readonly values_rejected: number
  readonly values_written: number
  /** Of a rehearsal: what an import would do. */
  readonly values_new: number
  readonly values_changed: number
  readonly values_unchanged: number
  readonly preview: ImportJob['preview']
  /** A saved mapping made for files like this one. */
  readonly suggested_mapping_id: string | null
  readonly duplicates: number
  readonly errors: ImportJob['errors']
  readonly errors_total: number
  readonly notes: ImportJob['notes']
  readonly notes_total: number
  /** Null means SUCCESS. */
  readonly error_code: string | null
  readonly error_message: string | null
}

const summaryColumns = sql.raw(`
  j.id, j.type, j.status, j.progress, j.mode, j.on_duplicate, j.dry_run, j.file_name, j.rows_total, j.rows_valid, j.rows_written,
  j.rows_rejected, j.rows_skipped, j.rows_blank, j.rows_unchanged, j.values_total, j.values_rejected, j.values_written, j.values_new, j.values_changed,
  j.values_unchanged, j.duplicates,
  '{"encoding":null,"delimiter":null,"sheet":null,"sheets":null,"header_row":null,"date_system":null,"headers":[]}'::jsonb
    || coalesce(j.detected, '{}') as detected,
  j.errors_total, j.notes_total, j.error_code, j.error_message, j.created_by, j.created_at, j.updated_at,
  j.mapping_id, j.suggested_mapping_id, j.source_id, j.undoable_until, j.undone_at, j.undone_by, j.values_removed, j.values_restored`)
const visible = sql`((select kernel.scope_role()) in ('ADMIN', 'SYSTEM') or j.created_by = (select kernel.scope_user()))`

/** A job with its errors and notes, if the person may see it. */
export async function findImportJob(tx: Tx, id: ImportJobId): Promise<(ImportJob & Summary) | null> {
  const { rows } = await sql<ImportJob & Summary>`
    select ${summaryColumns}, j.errors, j.notes, j.preview
    from kpi.import_job j
    where j.id = ${id} and ${visible}`.execute(tx)
  return rows[0] ?? null
}

export interface ImportJobList {
  readonly before: string | null
  readonly limit: number
  /** Only rehearsals, or only imports; null: both. */
  readonly dry_run: boolean | null
  /** Only those of a watched address. */
  readonly source_id: string | null
}

/** Visible jobs, the newest first; `limit` rows before an id. */
export async function listImportJobs(
  tx: Tx,
  { before, limit, dry_run, source_id }: ImportJobList,
): Promise<readonly ImportJobSummary[]> {
  const { rows } = await sql<ImportJobSummary>`
    select ${summaryColumns}
    from kpi.import_job j
    where ${visible} and (${before}::uuid is null or j.id < ${before}::uuid)
      and (${dry_run}::boolean is null or j.dry_run = ${dry_run}::boolean)
      and (${source_id}::uuid is null or j.source_id = ${source_id}::uuid)
    order by j.id desc
    limit ${limit}::int`.execute(tx)
  return rows
}

/** Opens a job; false when the organisation has one in progress. */
export async function insertImportJob(tx: Tx, job: NewImportJob): Promise<boolean> {
  const { rows } = await sql`
    insert into kpi.import_job (organization_id, id, type, status, mode, on_duplicate, dry_run, file_name, mapping_id, source_id,
      lease_until, created_by)
    values (${tx.scope.organization_id}, ${job.id}, ${job.type}, 'PENDING', ${job.mode}, ${job.on_duplicate}, ${job.dry_run},
      ${job.file_name}::text, ${stillMapping(job.mapping_id ?? null)}, ${job.source_id ?? null}::uuid, ${leaseEnd}, ${tx.scope.user_id}::uuid)
    on conflict (organization_id) where status in ('PENDING', 'RUNNING') do nothing
    returning 1`.execute(tx)
  return rows.length > 0
}

const leaseEnd = sql`clock_timestamp() + make_interval(secs => ${leaseSeconds}::int)`

/** Records a file that was refused before anything could run. */
export async function insertRefusedJob(
  tx: Tx,
  job: NewImportJob,
  { code, message }: { readonly code: string; readonly message: string },
): Promise<void> {
  await sql`
    insert into kpi.import_job (organization_id, id, type, status, progress, mode, on_duplicate, dry_run, file_name, mapping_id,
      source_id, error_code, error_message, created_by)
    values (${tx.scope.organization_id}, ${job.id}, ${job.type}, 'FAILED', 100, ${job.mode}, ${job.on_duplicate}, ${job.dry_run},
      ${job.file_name}::text, ${stillMapping(job.mapping_id ?? null)}, ${job.source_id ?? null}::uuid, ${code}, ${message}, ${tx.scope.user_id}::uuid)`.execute(
    tx,
  )
}

/** Says that the job is alive and how far it is; false when it is no longer in progress (cancelled, given up). */
export async function renewLease(tx: Tx, id: ImportJobId, progress: number): Promise<boolean> {
  const { rows } = await sql`
    update kpi.import_job j
    set status = 'RUNNING', progress = ${progress}::int, lease_until = ${leaseEnd}, updated_at = clock_timestamp()
    where j.id = ${id} and j.status in ('PENDING', 'RUNNING')
    returning 1`.execute(tx)
  return rows.length > 0
}

/** Keeps a job that waits for its turn; false when it is no longer in progress. */
export async function renewWaitingLease(tx: Tx, id: ImportJobId): Promise<boolean> {
  const { rows } = await sql`
    update kpi.import_job j
    set lease_until = ${leaseEnd}
    where j.id = ${id} and j.status = 'PENDING'
    returning 1`.execute(tx)
  return rows.length > 0
}

/** Ends a job in progress; false when it is no longer in progress: then nothing of it may be kept. */
export async function finishImportJob(tx: Tx, id: ImportJobId, outcome: ImportOutcome): Promise<boolean> {
  const { rows } = await sql`
    update kpi.import_job j
    set status = ${outcome.error_code === null ? 'SUCCESS' : 'FAILED'}, progress = 100, lease_until = null,
      type = coalesce(${outcome.type ?? null}::text, j.type), detected = ${jsonOf(outcome.detected)}::jsonb,
      rows_total = ${outcome.rows_total}::int, rows_valid = ${outcome.rows_valid}::int,
      rows_written = ${outcome.rows_written}::int, rows_rejected = ${outcome.rows_rejected}::int,
      rows_skipped = ${outcome.rows_skipped}::int, rows_blank = ${outcome.rows_blank}::int,
      rows_unchanged = ${outcome.rows_unchanged}::int, values_written = ${outcome.values_written}::int,
      values_total = ${outcome.values_total}::int, values_rejected = ${outcome.values_rejected}::int,
      values_new = ${outcome.values_new}::int, values_changed = ${outcome.values_changed}::int,
      values_unchanged = ${outcome.values_unchanged}::int, duplicates = ${outcome.duplicates}::int,
      preview = ${jsonOf(outcome.preview)}::jsonb, suggested_mapping_id = ${stillMapping(outcome.suggested_mapping_id)},
      undoable_until = case when ${outcome.values_written}::int > 0 then clock_timestamp() + make_interval(days => ${undoDays}::int) end,
      errors = ${jsonOf(outcome.errors)}::jsonb, errors_total = ${outcome.errors_total}::int,
      notes = ${jsonOf(outcome.notes)}::jsonb, notes_total = ${outcome.notes_total}::int,
      error_code = ${outcome.error_code}::text, error_message = ${outcome.error_message}::text,
      updated_at = clock_timestamp()
    where j.id = ${id} and j.status in ('PENDING', 'RUNNING')
    returning 1`.execute(tx)
  return rows.length > 0
}

/** A saved mapping, unless it was deleted meanwhile. */
function stillMapping(id: string | null) {
  return sql`(select m.id from kpi.import_mapping m where m.id = ${id}::uuid)`
}

function jsonOf(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

interface EndedJob {
  readonly created_by: UserId
  readonly dry_run: boolean
  readonly source_id: SourceId | null
}

/** Ends a job in progress as FAILED; null when it is not in progress. `onlySilent`: only when its lease is over. */
export async function failImportJob(
  tx: Tx,
  id: ImportJobId,
  { code, message, onlySilent }: { readonly code: string; readonly message: string; readonly onlySilent: boolean },
): Promise<EndedJob | null> {
  const { rows } = await sql<EndedJob>`
    update kpi.import_job j
    set status = 'FAILED', progress = 100, lease_until = null, error_code = ${code}, error_message = ${message},
      updated_at = clock_timestamp()
    where j.id = ${id} and j.status in ('PENDING', 'RUNNING') and (not ${onlySilent} or j.lease_until < clock_timestamp())
    returning j.created_by, j.dry_run, j.source_id`.execute(tx)
  return rows[0] ?? null
}

/** Jobs of all organisations that nobody runs any more. */
export async function listInterruptedImports(
  database: Database,
): Promise<readonly { readonly organization_id: OrganizationId; readonly id: ImportJobId }[]> {
  const { rows } = await database.query('select i.organization_id, i.id from kpi.interrupted_imports() i')
  return rows as readonly { readonly organization_id: OrganizationId; readonly id: ImportJobId }[]
}
