// “Move to…”: in which group a dashboard stands, and how much it weighs there.
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { patch } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, withoutUndefined } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Dashboard } from '../schemas.ts'
import { GroupField, useWeightFault, WeightField } from './group-fields.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'

export interface DashboardActProps {
  readonly opened: boolean
  readonly close: () => void
  readonly dashboard: Dashboard
}

export function MoveDialog({ opened, close, dashboard }: DashboardActProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.move.title', { title: dashboard.title })}>
      <MoveForm close={close} dashboard={dashboard} />
    </Dialog>
  )
}

function MoveForm({ close, dashboard }: Omit<DashboardActProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const weightFault = useWeightFault()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { group_id: dashboard.group_id ?? '', weight: String(dashboard.weight) },
    validate: (values) => withoutUndefined({ weight: weightFault(values.weight) }),
    submit: async ({ group_id, weight }) => {
      const body = { group_id: group_id === '' ? null : group_id, weight: Number(weight) }
      await patch<Dashboard>(`/dashboards/${dashboard.id}`, body)
      await refresh(queryClient, 'dashboard', { dashboard_id: dashboard.id })
      close()
      showToast(t('kpi.move.done', { title: dashboard.title }))
    },
  })
  return (
    <FormView form={form} submitLabel={t('kpi.move.submit')} cancel={close}>
      <GroupField form={form} name="group_id" />
      <WeightField form={form} name="weight" />
    </FormView>
  )
}
