// From rows to the wire: decimals become JSON numbers, and what depends on who asks is added.
import type { Scope } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import { attachmentCountMax } from './attachment-schemas.ts'
import type { Attachment } from './attachment-schemas.ts'
import type { EffectRows } from './queries/action-effect.ts'
import type { ActionRow } from './queries/actions.ts'
import type { AttachmentRow } from './queries/attachments.ts'
import type { CommentRow } from './queries/comments.ts'
import type { DashboardSummaryRow } from './queries/dashboards.ts'
import type { KpiSummaryRow } from './queries/kpis.ts'
import { toVersion } from './queries/thresholds.ts'
import type { ThresholdHistoryRow } from './queries/thresholds.ts'
import type { ValueRow } from './queries/values.ts'
import { rolledUpOf } from './reporting-wire.ts'
import { measureEffect } from './rules/action-effect.ts'
import { fromSql } from './rules/decimal.ts'
import { policy } from './rules/policy.ts'
import { computeStanding } from './rules/standing.ts'
import { thresholdFields } from './rules/threshold-fields.ts'
import type { ThresholdField } from './rules/threshold-fields.ts'
import type { Action, ActionEffect, Comment, Dashboard, Kpi, ThresholdVersion, Value } from './schemas.ts'

export function toDashboard(scope: Scope, row: DashboardSummaryRow): Dashboard {
  return {
    ...row,
    ...rolledUpOf(row),
    can_edit: isAllowed(policy['dashboard.update'], scope, { owners: [row.owner_id] }),
  }
}

export function toKpi(scope: Scope, row: KpiSummaryRow): Kpi {
  const owners = [row.dashboard_owner_id]
  return {
    ...row,
    ...numbersOf(row),
    latest_value: toNumber(row.latest_value),
    ...standingOf(row),
    can_edit: isAllowed(policy['kpi.update'], scope, { owners }),
    can_answer: isAllowed(policy['action.create'], scope, { owners: [...owners, row.owner_id] }),
    can_enter: !row.is_computed && isAllowed(policy['value.create'], scope, { owners: [...owners, row.owner_id] }),
    can_approve: row.approval_required && isAllowed(policy['value.approve'], scope, { owners }),
  }
}

/** As the rule has it, in the wire's words. */
function standingOf(row: KpiSummaryRow): Pick<Kpi, StandingField> {
  const { state, entered_late, missing, ...rest } = computeStanding(row)
  return { ...rest, standing: state, latest_entered_late: entered_late, missing: [...missing] }
}

type StandingField =
  'standing' | 'expired_since' | 'latest_entered_late' | 'expected_period_label' | 'missing' | 'missing_since'

export function toThresholdVersion(row: ThresholdHistoryRow): ThresholdVersion {
  return { ...row, ...numbersOf(row) }
}

export function toValue(row: ValueRow): Value {
  return { ...row, value: Number(row.value) }
}

export function toAction(scope: Scope, row: ActionRow): Action {
  const owners = [row.dashboard_owner_id, row.kpi_owner_id]
  return {
    ...row,
    consulted_ids: [...row.consulted_ids],
    informed_ids: [...row.informed_ids],
    can_edit: isAllowed(policy['action.update'], scope, { owners }),
    can_report: isAllowed(policy['action.report'], scope, { owners, assignees: [row.owner_id] }),
  }
}

/** What an action changed, measured from the values around it. */
export function toActionEffect(rows: EffectRows): ActionEffect {
  const effect = measureEffect({
    frequency: rows.frequency,
    unit: rows.unit,
    thresholds: toVersion(rows).thresholds,
    today: rows.today,
    effective_on: rows.measured_from,
    values: new Map(rows.values.map((row) => [row.period_start, fromSql(row.value)])),
  })
  return { action_id: rows.action_id, effective_on: rows.measured_from, ...effect }
}

export function toComment(scope: Scope, row: CommentRow): Comment {
  return {
    ...row,
    mentions: [...row.mentions],
    attachments: row.attachments.map((one) => toAttachment(scope, one, row.author_id)),
    can_attach:
      row.attachments.length < attachmentCountMax &&
      isAllowed(policy['attachment.create'], scope, { owners: [row.author_id] }),
    can_delete: isAllowed(policy['comment.delete'], scope, { owners: [row.author_id] }),
  }
}

export function toAttachment(scope: Scope, row: AttachmentRow, authorId: UserId): Attachment {
  const { id, comment_id, name, media_type, bytes, sha256 } = row
  const can_delete = isAllowed(policy['attachment.delete'], scope, { owners: [authorId] })
  return { id, comment_id, name, media_type, bytes, sha256, can_delete }
}

function numbersOf(row: Readonly<Record<ThresholdField, string | null>>): Record<ThresholdField, number | null> {
  const numbers = thresholdFields.map((field) => [field, toNumber(row[field])])
  return Object.fromEntries(numbers) as Record<ThresholdField, number | null>
}

/** Exact: the database keeps at most 15 significant digits. */
function toNumber(decimal: string | null): number | null {
  return decimal === null ? null : Number(decimal)
}
