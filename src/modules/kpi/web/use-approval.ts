// Agreeing to values, one or all that waits, said with a toast; one can be taken back.
import { useQueryClient } from '@tanstack/react-query'
import { del, post } from '#web/api.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import { refresh, type Place } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'

export interface ApprovableValue extends Place {
  readonly value_id: string
  readonly kpi_name: string
  readonly period_label: string
}

export interface Approval {
  readonly approve: (value: ApprovableValue) => void
  readonly withdraw: (value: ApprovableValue) => void
  readonly approveAll: (dashboardId: string, through: string) => Promise<void>
}

export function useApproval(): Approval {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const set = async (value: ApprovableValue, approved: boolean): Promise<void> => {
    const path = `/values/${value.value_id}/approval`
    await (approved ? post(path) : del(path))
    await refresh(queryClient, 'value', value)
  }
  const approve = async (value: ApprovableValue): Promise<void> => {
    await set(value, true)
    const undo = (): void => void set(value, false).catch(onFailure)
    showToast(t('kpi.approval.done', { name: value.kpi_name, period: nameOf(value.period_label) }), { undo })
  }
  const withdraw = async (value: ApprovableValue): Promise<void> => {
    await set(value, false)
    const undo = (): void => void set(value, true).catch(onFailure)
    showToast(t('kpi.approval.withdrawn', { period: nameOf(value.period_label) }), { undo })
  }
  return {
    approve: (value) => void approve(value).catch(onFailure),
    withdraw: (value) => void withdraw(value).catch(onFailure),
    approveAll: async (dashboard_id, through) => {
      try {
        const { approved } = await post<{ readonly approved: number }>(`/dashboards/${dashboard_id}/approvals`, {
          through,
        })
        await refresh(queryClient, 'closing', { dashboard_id })
        showToast(t('kpi.approval.doneAll', { count: approved }))
      } catch (error) {
        onFailure(error)
      }
    },
  }
}
