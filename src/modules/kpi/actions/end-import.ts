// The end of an import: told to the person who asked for it and to the audit; also when it was cancelled or interrupted.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Database, Scope, Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import type { UserId } from '#kernel/ids.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { failImportJob, findImportJob, listInterruptedImports } from '../queries/import-jobs.ts'
import type { ImportJobId, ImportOutcome, NewImportJob } from '../queries/import-jobs.ts'
import { policy } from '../rules/policy.ts'
import { notifyImportEnd } from './notify-import-end.ts'
import { settleSource } from './settle-source.ts'
import type { SourceEnd } from './settle-source.ts'

export interface FinishedImport {
  readonly job: Pick<NewImportJob, 'id' | 'dry_run' | 'source_id' | 'memory'>
  readonly outcome: Partial<ImportOutcome> & Pick<ImportOutcome, 'error_code' | 'error_message'>
  readonly created_by: UserId | null
}

/** Tells that an import ended. A rehearsal changes nothing and is not audited. */
export async function importFinished(tx: Tx, { job, outcome, created_by }: FinishedImport): Promise<void> {
  const status = outcome.error_code === null ? 'SUCCESS' : 'FAILED'
  await emit(tx, {
    type: 'kpi.import.finished',
    payload: { job_id: job.id, status },
    audience: created_by === null ? [] : [created_by],
  })
  await notifyImportEnd(tx, job.id)
  if (job.source_id != null)
    await settleSource(tx, { source_id: job.source_id, lease_id: job.id, end: sourceEndOf(job, outcome) })
  if (job.dry_run) return
  await recordAudit(tx, {
    action: 'import.finished',
    entity: 'import_job',
    entity_id: job.id,
    summary:
      status === 'SUCCESS' ? `Import terminé : ${outcome.values_written ?? 0} valeurs.` : 'Import refusé ou arrêté.',
    after: {
      status,
      code: outcome.error_code,
      rows_total: outcome.rows_total,
      rows_written: outcome.rows_written,
      rows_rejected: outcome.rows_rejected,
      rows_skipped: outcome.rows_skipped,
      values_written: outcome.values_written,
      duplicates: outcome.duplicates,
      ...(job.source_id == null ? {} : { source_id: job.source_id }),
    },
  })
}

function sourceEndOf(
  { memory }: FinishedImport['job'],
  { error_code, error_message }: FinishedImport['outcome'],
): SourceEnd {
  if (error_code === null) return { outcome: 'IMPORTED', memory: memory ?? null }
  return { outcome: 'FAILED', code: error_code, message: error_message ?? '' }
}

export interface ImportFailure {
  readonly code: string
  readonly message: string
  /** Only a job whose lease is over: somebody else may be running it. */
  readonly onlySilent?: boolean
}

/** Ends a job in progress as FAILED; false when it was no longer in progress. */
export async function failImport(tx: Tx, id: ImportJobId, failure: ImportFailure): Promise<boolean> {
  const { code, message, onlySilent = false } = failure
  const ended = await failImportJob(tx, id, { code, message, onlySilent })
  if (ended === null) return false
  const { created_by, dry_run, source_id } = ended
  const outcome = { error_code: code, error_message: message }
  await importFinished(tx, { job: { id, dry_run, source_id }, outcome, created_by })
  return true
}

export const interrupted: ImportFailure = {
  code: 'INTERRUPTED',
  message: 'L’import a été interrompu par un arrêt du serveur : rien n’a été enregistré.',
}
const cancelled: ImportFailure = { code: 'CANCELLED', message: 'L’import a été annulé : rien n’a été enregistré.' }

/** Cancels a job in progress: whoever runs it can no longer write. Throws NOT_FOUND, FORBIDDEN, IMPORT_NOT_RUNNING. */
export async function cancelImport(tx: Tx, id: ImportJobId): Promise<void> {
  const job = await findImportJob(tx, id)
  if (job === null) throw notFound()
  authorize(policy['import.cancel'], tx.scope, { owners: [job.created_by] })
  if (await failImport(tx, id, cancelled)) return
  throw new Problem(409, 'IMPORT_NOT_RUNNING', 'Cet import est déjà terminé.')
}

/** Ends the jobs of all organisations whose process is gone. Idempotent; answers how many it ended. */
export async function sweepImports(database: Database): Promise<number> {
  let count = 0
  for (const { organization_id, id } of await listInterruptedImports(database)) {
    const scope: Scope = { organization_id, user_id: null, role: 'SYSTEM' }
    const ended = await database.transaction(scope, (tx) => failImport(tx, id, { ...interrupted, onlySilent: true }))
    if (ended) count += 1
  }
  return count
}
