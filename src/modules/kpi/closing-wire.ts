// From rows of closing to the wire.
import type { Scope } from '#kernel/database/database.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import type { Evidence, PendingApproval } from './closing-schemas.ts'
import type { PendingRow } from './queries/closing.ts'
import type { EvidenceRow } from './queries/evidence.ts'
import { policy } from './rules/policy.ts'

export function toEvidence(scope: Scope, row: EvidenceRow): Evidence {
  const { id, value_id, name, media_type, bytes, sha256, added_by, added_by_name, created_at } = row
  const owners = [added_by, row.kpi_owner_id, row.dashboard_owner_id]
  const can_delete = isAllowed(policy['evidence.delete'], scope, { owners })
  return { id, value_id, name, media_type, bytes, sha256, added_by, added_by_name, can_delete, created_at }
}

export function toPendingApproval(row: PendingRow): PendingApproval {
  return { ...row, value: Number(row.value) }
}
