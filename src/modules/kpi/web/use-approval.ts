// Agreeing to values as they are shown, one or several, said with a toast; one can be taken back.
import { useQueryClient } from '@tanstack/react-query'
import { entityTag } from '#kernel/http/etag.ts'
import { del, post } from '#web/api.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { hasCode } from '#web/problem.ts'
import { showToast } from '#web/toasts.ts'
import type { ApprovalsGiven } from '../closing-schemas.ts'
import { refresh, type Place } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'

/** As many as one request takes. */
const approvalsMax = 1000

export interface ApprovableValue extends Place {
  readonly value_id: string
  readonly kpi_name: string
  readonly period_label: string
  /** When the number that is shown was written: nobody agrees to another one. */
  readonly entered_at: string
  readonly updated_at: string
}

export type LeftOut = ApprovalsGiven['changed_since']

export interface Approval {
  readonly approve: (value: ApprovableValue) => void
  readonly withdraw: (value: ApprovableValue) => void
  /** Answers what was left out because it changed since it was shown. */
  readonly approveAll: (dashboardId: string, shown: readonly ApprovableValue[]) => Promise<LeftOut>
}

export function useApproval(): Approval {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const set = async (value: ApprovableValue, approved: boolean): Promise<void> => {
    const path = `/values/${value.value_id}/approval`
    const etag = entityTag({ id: value.value_id, updated_at: value.updated_at })
    await (approved ? post(path, undefined, { etag }) : del(path, { etag }))
    await refresh(queryClient, 'value', value)
  }
  const fail = (value: ApprovableValue, error: unknown): void => {
    if (!hasCode(error, 'STALE')) return onFailure(error)
    const period = nameOf(value.period_label)
    showToast(t('kpi.approval.stale', { name: value.kpi_name, period }), { tone: 'problem' })
    void refresh(queryClient, 'value', value)
  }
  const change = async (value: ApprovableValue, approved: boolean): Promise<void> => {
    await set(value, approved)
    const undo = (): void => void set(value, !approved).catch((error) => fail(value, error))
    const key = approved ? 'kpi.approval.done' : 'kpi.approval.withdrawn'
    showToast(t(key, { name: value.kpi_name, period: nameOf(value.period_label) }), { undo })
  }
  return {
    approve: (value) => void change(value, true).catch((error) => fail(value, error)),
    withdraw: (value) => void change(value, false).catch((error) => fail(value, error)),
    approveAll: async (dashboard_id, shown) => {
      try {
        const { approved, changed_since } = await approveShown(dashboard_id, shown)
        showToast(t('kpi.approval.doneAll', { count: approved }))
        return changed_since
      } catch (error) {
        onFailure(error)
        return []
      } finally {
        await refresh(queryClient, 'closing', { dashboard_id })
      }
    },
  }
}

async function approveShown(dashboardId: string, shown: readonly ApprovableValue[]): Promise<ApprovalsGiven> {
  let approved = 0
  const changed_since: LeftOut = []
  for (let start = 0; start < shown.length; start += approvalsMax) {
    const values = shown
      .slice(start, start + approvalsMax)
      .map(({ value_id, entered_at }) => ({ value_id, entered_at }))
    const given = await post<ApprovalsGiven>(`/dashboards/${dashboardId}/approvals`, { values })
    approved += given.approved
    changed_since.push(...given.changed_since)
  }
  return { approved, changed_since }
}
