// Locked periods and approval: what may still be written, and what a written number is until somebody agrees.
import type { Day } from '#kernel/dates.ts'

export type Approval = 'PENDING' | 'APPROVED'

/** A period is locked when it ended on or before the day up to which its dashboard is closed. */
export function isLocked(periodEnd: Day, lockedThrough: Day | null): boolean {
  return lockedThrough !== null && periodEnd <= lockedThrough
}

/** What a number is as it is written: to be approved where its dashboard asks for it. */
export function approvalOfNew(approvalRequired: boolean): Approval | null {
  return approvalRequired ? 'PENDING' : null
}

/** What is shown: a dashboard that asks for no approval shows none, whatever was approved before. */
export function shownApproval(approval: Approval | null, approvalRequired: boolean): Approval | null {
  return approvalRequired ? approval : null
}

/** Whether a new lock opens what was closed: that is the ADMIN's. */
export function isReopening(current: Day | null, wanted: Day | null): boolean {
  return current !== null && (wanted === null || wanted < current)
}
