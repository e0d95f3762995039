// Tells whoever started a long import that it has ended: he has left the page by then. A short one ends before his eyes.
import type { Tx } from '#kernel/database/database.ts'
import { notify } from '#kernel/notifications/notify.ts'
import { findLongImport } from '../queries/import-notice.ts'
import type { LongImportRow } from '../queries/import-notice.ts'
import type { ImportJobId } from '../queries/import-jobs.ts'

/** To be called once, in the transaction that ends the job. */
export async function notifyImportEnd(tx: Tx, id: ImportJobId): Promise<void> {
  const job = await findLongImport(tx, id)
  // Who cancels it knows.
  if (job === null || job.error_code === 'CANCELLED') return
  await notify(tx, {
    user_id: job.created_by,
    kind: 'kpi.import.finished',
    topic: 'IMPORT',
    title: titleOf(job),
    body: job.error_message ?? '',
    link: `/imports/${id}`,
  })
}

function titleOf({ error_code, dry_run, file_name, values_written, values_valid }: LongImportRow): string {
  const name = file_name ?? 'vos valeurs'
  if (error_code !== null) return dry_run ? `Vérification refusée : ${name}` : `Import refusé ou arrêté : ${name}`
  if (dry_run) return `Vérification terminée : ${name}, ${values_valid} valeurs correctes`
  return `Import terminé : ${name}, ${values_written} valeurs`
}
