// Agrees to a number, or takes the agreement back.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { Problem } from '#kernel/problem.ts'
import { updateApproval } from '../queries/closing.ts'
import type { ValueId } from '../queries/values.ts'
import type { Approval } from '../rules/closing.ts'
import { periodName } from '../rules/period-labels.ts'
import { holdValue, refuseLocked, valueFacts } from './value-checks.ts'

const told = {
  APPROVED: { action: 'value.approved', event: 'kpi.value.approved', summary: 'Valeur validée pour' },
  PENDING: {
    action: 'value.approval_withdrawn',
    event: 'kpi.value.approval_withdrawn',
    summary: 'Validation retirée pour',
  },
} as const

export interface ApprovalChange {
  readonly id: ValueId
  readonly approval: Approval
  /** Of the number that was looked at: who agrees to 90 has not agreed to what somebody made of it meanwhile. */
  readonly if_match: string | null
}

/**
 * Sets whether a value is approved; one that already is so is left alone. Its dashboard's owner and ADMINs may, also for
 * numbers they entered themselves: the audit says so. Throws APPROVAL_NOT_ASKED, PERIOD_LOCKED, STALE.
 */
export async function approveValue(tx: Tx, { id, approval, if_match }: ApprovalChange): Promise<void> {
  const { value, target } = await holdValue(tx, id, 'value.approve')
  requireMatch(if_match, value)
  const [kpi] = target
  if (value.approval === null) throw notAsked()
  refuseLocked(kpi, value.period_end)
  if (value.approval === approval) return
  await updateApproval(tx, id, approval)
  const { action, event, summary } = told[approval]
  const payload = { dashboard_id: kpi.dashboard_id, kpi_id: kpi.kpi_id, value_id: id }
  await emit(tx, { type: event, payload, audience: kpi.audience })
  await recordAudit(tx, {
    action,
    entity: 'value',
    entity_id: id,
    summary: `${summary} ${periodName(value.period_label, 'fr')}.`,
    after: { ...valueFacts(value), approval, own_entry: value.entered_by === tx.scope.user_id },
  })
}

function notAsked(): Problem {
  return new Problem(409, 'APPROVAL_NOT_ASKED', 'Cette valeur n’attend pas de validation.', {
    detail: 'Son tableau de bord n’en demande pas, ou n’en demandait pas quand elle a été saisie.',
  })
}
