// Adds a file to a value, to show where the number comes from.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { insertFile } from '#kernel/files/queries/files.ts'
import type { FileRow } from '#kernel/files/queries/files.ts'
import { newId } from '#kernel/ids.ts'
import { Problem } from '#kernel/problem.ts'
import { evidenceCountMax } from '../closing-schemas.ts'
import { findEvidence, insertEvidence, listEvidence } from '../queries/evidence.ts'
import type { EvidenceId, EvidenceRow } from '../queries/evidence.ts'
import type { ValueId } from '../queries/values.ts'
import { periodName } from '../rules/period-labels.ts'
import { holdValue } from './value-checks.ts'

export interface AddedEvidence {
  readonly evidence: EvidenceRow
  /** False: the value had these bytes already, and nothing was written. */
  readonly is_new: boolean
}

/**
 * Adds evidence whose bytes the store has kept. A locked period takes more evidence: what a number rests on may arrive
 * after its closing. Throws NOT_FOUND, FORBIDDEN, TOO_MUCH_EVIDENCE.
 */
export async function addEvidence(tx: Tx, valueId: ValueId, file: Omit<FileRow, 'id'>): Promise<AddedEvidence> {
  const { value, target } = await holdValue(tx, valueId, 'evidence.create')
  const [kpi] = target
  const known = await listEvidence(tx, valueId)
  const same = known.find(({ sha256 }) => sha256 === file.sha256)
  if (same !== undefined) return { evidence: same, is_new: false }
  if (known.length >= evidenceCountMax) throw tooMuch()
  const id: EvidenceId = newId()
  const row: FileRow = { ...file, id: newId() }
  await insertFile(tx, row)
  await insertEvidence(tx, { id, kpi_id: kpi.kpi_id, value_id: valueId, file_id: row.id })
  const added = (await findEvidence(tx, id)) as EvidenceRow
  const payload = { dashboard_id: kpi.dashboard_id, kpi_id: kpi.kpi_id, value_id: valueId, evidence_id: id }
  await emit(tx, { type: 'kpi.evidence.added', payload, audience: kpi.audience })
  await recordAudit(tx, {
    action: 'evidence.added',
    entity: 'evidence',
    entity_id: id,
    summary: `Justificatif ajouté pour ${periodName(value.period_label, 'fr')}.`,
    after: evidenceFacts(added),
  })
  return { evidence: added, is_new: true }
}

/** What the audit keeps: the bytes can be recognised by it, the file name is its sender's words. */
export function evidenceFacts(row: EvidenceRow): Record<string, string | number> {
  const { kpi_id, value_id, sha256, bytes, media_type } = row
  return { kpi_id, value_id, sha256, bytes, media_type }
}

function tooMuch(): Problem {
  return new Problem(422, 'TOO_MUCH_EVIDENCE', 'Cette valeur a déjà tous ses justificatifs.', {
    detail: `Une valeur porte au plus ${evidenceCountMax} justificatifs : supprimez-en un, ou réunissez-les en un document.`,
  })
}
