// Entering a value: sent, said with its verdict, and taken back with one click for ten seconds.
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { del, post } from '#web/api.ts'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Kpi, NewValue, Value } from '../schemas.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'

export function useEnterValue(kpi: Pick<Kpi, 'id' | 'dashboard_id' | 'name'>): (value: NewValue) => Promise<void> {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  return useCallback(
    async (value) => {
      const place = { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id }
      const entered = await post<Value>(`/kpis/${kpi.id}/values`, value)
      const undo = (): void => {
        del(`/values/${entered.id}`)
          .then(() => refresh(queryClient, 'value', place))
          .catch(onFailure)
      }
      await refresh(queryClient, 'value', place)
      const period = nameOf(entered.period_label)
      showToast(t(`kpi.values.entered.${entered.status ?? 'NONE'}`, { name: kpi.name, period }), { undo })
    },
    [kpi.id, kpi.dashboard_id, kpi.name, t, nameOf, queryClient, onFailure],
  )
}
