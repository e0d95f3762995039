// Undoes an import as a whole: every value becomes what it was, or nothing changes and the reasons are told.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { authorize, isAllowed } from '#kernel/tenancy/policy.ts'
import {
  holdChangedValues,
  holdUndoableJob,
  listChangedSince,
  listChangedSpans,
  listLockedDashboards,
  markUndone,
  restoreValues,
} from '../queries/import-changes.ts'
import type { ChangedSpan, UndoableJob } from '../queries/import-changes.ts'
import { holdImportKpis } from '../queries/import-kpis.ts'
import { undoDays } from '../queries/import-jobs.ts'
import type { ImportJobId } from '../queries/import-jobs.ts'
import { policy } from '../rules/policy.ts'
import { announceValues } from './announce-values.ts'
import { undoLocked } from './closing-problems.ts'
import { followValues } from './follow-values.ts'

/** Changes since the import that a refusal lists. */
const listedChangesMax = 100

/** Undoes an import. Throws NOT_FOUND, FORBIDDEN, NOTHING_TO_UNDO, ALREADY_UNDONE, UNDO_EXPIRED, IMPORT_CHANGED_SINCE, PERIOD_LOCKED. */
export async function undoImport(tx: Tx, id: ImportJobId): Promise<void> {
  const job = await holdUndoableJob(tx, id)
  if (job === null) throw notFound()
  authorize(policy['import.undo'], tx.scope, { owners: [job.created_by] })
  requireUndoable(job)
  const spans = await listChangedSpans(tx, id)
  await holdKpis(tx, spans)
  await holdChangedValues(tx, id)
  await requireUnchanged(tx, id)
  await requireOpen(tx, id)
  const outcome = await restoreValues(tx, id)
  await markUndone(tx, id, outcome)
  await followValues(tx, spans)
  const dashboards = new Set(spans.map(({ dashboard_id }) => dashboard_id))
  await announceValues(tx, { type: 'kpi.values.undone', job_id: id, dashboards })
  const { removed, restored } = outcome
  await recordAudit(tx, {
    action: 'import.undone',
    entity: 'import_job',
    entity_id: id,
    summary: `Import annulé : ${removed} valeurs retirées, ${restored} rétablies.`,
    after: { values_removed: removed, values_restored: restored },
  })
}

function requireUndoable(job: UndoableJob): void {
  if (job.undone_at !== null) throw new Problem(409, 'ALREADY_UNDONE', 'Cet import a déjà été annulé.')
  if (job.is_forgotten)
    throw new Problem(409, 'UNDO_EXPIRED', 'Cet import est trop ancien pour être annulé.', {
      detail: `Ce qu’un import a remplacé est gardé ${undoDays} jours.`,
    })
  if (job.undoable_until === null)
    throw new Problem(409, 'NOTHING_TO_UNDO', 'Il n’y a rien à annuler.', { detail: reasonFor(job) })
}

function reasonFor({ status, dry_run }: UndoableJob): string {
  if (dry_run) return 'C’était un essai : il n’a rien enregistré.'
  if (status === 'PENDING' || status === 'RUNNING')
    return 'Cet import n’est pas terminé : vous pouvez encore l’arrêter.'
  return status === 'FAILED'
    ? 'Cet import n’a rien enregistré.'
    : 'Aucune valeur n’a été ajoutée ni remplacée, ou l’import date d’avant cette possibilité.'
}

/** Holds the KPIs against changes of their definition. Undoing corrects and deletes values: both must be allowed, everywhere. */
async function holdKpis(tx: Tx, spans: readonly ChangedSpan[]): Promise<void> {
  const kpis = await holdImportKpis(
    tx,
    spans.map(({ kpi_id }) => kpi_id),
  )
  const mayUndo = kpis.every(({ owner_id, dashboard_owner_id }) =>
    (['value.update', 'value.delete'] as const).every((verb) =>
      isAllowed(policy[verb], tx.scope, { owners: [dashboard_owner_id, owner_id] }),
    ),
  )
  if (mayUndo && kpis.length === spans.length) return
  throw new Problem(403, 'FORBIDDEN', 'Vous n’avez pas le droit de faire cela.', {
    detail: 'Cet import touche des indicateurs où vous ne pouvez plus saisir de valeurs.',
  })
}

/** The database would refuse too, without saying which of the dashboards it is. */
async function requireOpen(tx: Tx, id: ImportJobId): Promise<void> {
  const closed = await listLockedDashboards(tx, id)
  if (closed.length > 0) throw undoLocked(closed)
}

async function requireUnchanged(tx: Tx, id: ImportJobId): Promise<void> {
  const { total, first } = await listChangedSince(tx, id, listedChangesMax)
  if (total === 0) return
  throw new Problem(409, 'IMPORT_CHANGED_SINCE', 'Des valeurs ont changé depuis cet import.', {
    detail: `${total === 1 ? '1 valeur a été modifiée ou supprimée' : `${total} valeurs ont été modifiées ou supprimées`} : rien n’a été annulé, pour ne pas perdre ce travail.`,
    members: { changes: first, changes_total: total },
  })
}
