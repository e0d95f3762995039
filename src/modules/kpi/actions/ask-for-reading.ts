// Asks for a reading out of turn. It runs with the rights of the source's owner, so who asked is kept.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { findSource } from '../queries/import-sources.ts'
import type { SourceId } from '../queries/import-sources.ts'
import { policy } from '../rules/policy.ts'

/** Checks that the person may, and audits that he did. Throws NOT_FOUND, FORBIDDEN. */
export async function askForReading(tx: Tx, id: SourceId): Promise<void> {
  const source = await findSource(tx, id)
  if (source === null) throw notFound()
  authorize(policy['source.run'], tx.scope, { owners: [source.owner_id] })
  await recordAudit(tx, {
    action: 'source.reading_asked',
    entity: 'import_source',
    entity_id: id,
    summary: 'Lecture d’une source automatique demandée.',
  })
}
