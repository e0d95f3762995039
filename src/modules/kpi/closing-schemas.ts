// Wire shapes of closing: locks, approvals, evidence.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { DayText, Instant, Nullable, OneOf, Page, paging, Shape, Uuid } from '#kernel/http/schemas.ts'

export const evidenceCountMax = 10
/** Values approved in one request. */
export const approvalsMax = 1000

const Count = Type.Integer({ minimum: 0, examples: [3] })
const Status = OneOf(['GREEN', 'ORANGE', 'RED'])

export const LockChange = Shape({ locked_through: Nullable(DayText) })

// Approval

/** Numbers as they were looked at: each with the `entered_at` that it was shown with. */
export const ApprovalsSeen = Shape({
  values: Type.Array(Shape({ value_id: Uuid, entered_at: Type.String({ maxLength: 40 }) }), {
    minItems: 1,
    maxItems: approvalsMax,
  }),
})
/** What was left out because it is not what was looked at any more; without a number when it is gone. */
export const ApprovalsGiven = Shape({
  approved: Count,
  changed_since: Type.Array(
    Shape({ value_id: Uuid, value: Nullable(Type.Number({ examples: [94.5] })), entered_at: Nullable(Instant) }),
  ),
})
/** A value that waits, with what one needs to agree or not. */
export const PendingApproval = Shape({
  value_id: Uuid,
  kpi_id: Uuid,
  kpi_name: Type.String(),
  code: Nullable(Type.String()),
  unit: Nullable(Type.String()),
  dashboard_id: Uuid,
  dashboard_title: Type.String(),
  period_start: DayText,
  period_end: DayText,
  period_label: Type.String({ examples: ['2025-10'] }),
  value: Type.Number({ examples: [94.5] }),
  status: Nullable(Status),
  critical: Type.Boolean(),
  explanation: Type.String(),
  comment: Nullable(Type.String()),
  entered_by: Nullable(Uuid),
  entered_by_name: Nullable(Type.String()),
  entered_at: Instant,
  /** For `If-Match`: changes with the verdict and the comment too. */
  updated_at: Instant,
  evidence_count: Count,
})
export const PendingApprovalPage = Page(PendingApproval)
export const PendingApprovalQuery = Shape({ dashboard_id: Type.Optional(Uuid), ...paging })

// Evidence

export const EvidenceForm = Shape({ file: Type.String({ format: 'binary' }) })
export const Evidence = Shape({
  id: Uuid,
  value_id: Uuid,
  name: Type.String({ examples: ['Relevé d’octobre.pdf'] }),
  media_type: Type.String({ examples: ['application/pdf'] }),
  bytes: Count,
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  added_by: Nullable(Uuid),
  added_by_name: Nullable(Type.String()),
  can_delete: Type.Boolean(),
  created_at: Instant,
})
export const EvidenceList = Shape({ items: Type.Array(Evidence) })
export const FileContent = Type.String({ format: 'binary' })

export type LockChange = Static<typeof LockChange>
export type ApprovalsSeen = Static<typeof ApprovalsSeen>
export type ApprovalsGiven = Static<typeof ApprovalsGiven>
export type PendingApproval = Static<typeof PendingApproval>
export type Evidence = Static<typeof Evidence>
