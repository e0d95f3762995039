// Duplicating a dashboard: its definitions, without its values.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { CheckboxField, TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Copied } from '../structure-schemas.ts'
import { GroupField } from './group-fields.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import type { DashboardActProps } from './move-dialog.tsx'

const codesNamed = 5

export function CopyDialog({ opened, close, dashboard }: DashboardActProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.copy.title', { title: dashboard.title })}>
      <CopyForm close={close} dashboard={dashboard} />
    </Dialog>
  )
}

function CopyForm({ close, dashboard }: Omit<DashboardActProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({
    initial: {
      title: t('kpi.copy.name', { title: dashboard.title }).slice(0, 200),
      group_id: dashboard.group_id ?? '',
      with_targets: false,
    },
    validate: (values) => withoutUndefined({ title: required(values.title) }),
    submit: async ({ title, group_id, with_targets }) => {
      const body = { title: title.trim(), group_id: group_id === '' ? null : group_id, with_targets }
      const copied = await post<Copied>(`/dashboards/${dashboard.id}/copies`, body)
      await refresh(queryClient, 'dashboard', { dashboard_id: copied.dashboard.id })
      const made = t('kpi.copy.done', { title: copied.dashboard.title, count: copied.kpi_count })
      const codes = copied.codes_left_empty
      const list = `${codes.slice(0, codesNamed).join(', ')}${codes.length > codesNamed ? '…' : ''}`
      await navigate({ to: `/dashboards/${copied.dashboard.id}` })
      showToast(codes.length === 0 ? made : `${made} ${t('kpi.copy.codes', { count: codes.length, list })}`)
    },
  })
  return (
    <FormView form={form} submitLabel={t('kpi.copy.submit')} cancel={close}>
      <p className="quiet">{t('kpi.copy.help')}</p>
      <TextField form={form} name="title" label={t('kpi.dashboards.column.title')} required autoFocus maxLength={200} />
      <GroupField form={form} name="group_id" />
      <CheckboxField form={form} name="with_targets" label={t('kpi.copy.targets')} />
    </FormView>
  )
}
