// Creating a dashboard, and changing its title, process, owner and who sees it.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { patch, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { CheckboxField, SelectField, TextareaField, TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useMe } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { membersQuery, rowsOf, teamsQuery } from '#web/queries.ts'
import { showToast } from '#web/toasts.ts'
import type { Dashboard } from '../schemas.ts'
import { GroupField } from './group-fields.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { processesQuery } from './queries.ts'

export interface DashboardDialogProps {
  readonly opened: boolean
  readonly close: () => void
  /** Left out: a new one. */
  readonly dashboard?: Dashboard
}

export function DashboardDialog({ opened, close, dashboard }: DashboardDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog
      opened={opened}
      close={close}
      title={dashboard === undefined ? t('kpi.dashboards.create') : t('kpi.dashboards.edit')}
    >
      <DashboardForm close={close} {...(dashboard === undefined ? {} : { dashboard })} />
    </Dialog>
  )
}

function DashboardForm({ close, dashboard }: Omit<DashboardDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const form = useDashboardForm({ close, ...(dashboard === undefined ? {} : { dashboard }) })
  const { data: processes } = useQuery(processesQuery)
  const known = processes?.items.slice(0, 6).join(', ') ?? ''
  const visibilities = (['ORGANIZATION', 'TEAM', 'PRIVATE'] as const).map((value) => ({
    value,
    label: t(`kpi.visibility.${value}`),
  }))
  return (
    <FormView
      form={form}
      submitLabel={dashboard === undefined ? t('kpi.dashboards.create') : t('action.save')}
      cancel={close}
    >
      <TextField form={form} name="title" label={t('kpi.dashboards.column.title')} required autoFocus maxLength={200} />
      <TextareaField form={form} name="description" label={t('kpi.field.description')} rows={2} maxLength={4000} />
      <TextField
        form={form}
        name="process_name"
        label={t('kpi.dashboards.process')}
        help={known === '' ? t('kpi.dashboards.processHelp') : t('kpi.dashboards.processKnown', { list: known })}
        maxLength={120}
      />
      <SelectField
        form={form}
        name="visibility"
        label={t('kpi.field.visibility')}
        help={t('kpi.visibility.help')}
        choices={visibilities}
        required
      />
      {dashboard === undefined ? <GroupField form={form} name="group_id" /> : null}
      {form.values.visibility === 'TEAM' ? <TeamField form={form} /> : null}
      {dashboard === undefined ? null : <OwnerField form={form} />}
      <CheckboxField
        form={form}
        name="approval_required"
        label={t('kpi.approval.required')}
        help={t('kpi.approval.requiredHelp')}
      />
    </FormView>
  )
}

type DashboardFormState = ReturnType<typeof useDashboardForm>

function TeamField({ form }: { readonly form: DashboardFormState }): ReactNode {
  const t = useT<KpiKey>()
  const teams = rowsOf(useInfiniteQuery(teamsQuery).data)
  return (
    <SelectField
      form={form}
      name="team_id"
      label={t('kpi.field.team')}
      choices={teams.map((team) => ({ value: team.id, label: team.name }))}
      emptyLabel={t('kpi.visibility.chooseTeam')}
      required
    />
  )
}

function OwnerField({ form }: { readonly form: DashboardFormState }): ReactNode {
  const t = useT<KpiKey>()
  const me = useMe()
  const members = useQuery(membersQuery).data?.items ?? []
  if (me.user.role !== 'ADMIN') return null
  const choices = members.map((member) => ({ value: member.id, label: member.full_name }))
  return <SelectField form={form} name="owner_id" label={t('kpi.field.owner')} choices={choices} required />
}

function useDashboardForm({ close, dashboard }: Omit<DashboardDialogProps, 'opened'>) {
  const t = useT<KpiKey>()
  const required = useRequired()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const owner = dashboard?.owner_id ?? ''
  return useForm({
    initial: {
      title: dashboard?.title ?? '',
      description: dashboard?.description ?? '',
      process_name: dashboard?.process_name ?? '',
      visibility: dashboard?.visibility ?? 'ORGANIZATION',
      team_id: dashboard?.team_id ?? '',
      owner_id: owner,
      group_id: '',
      approval_required: dashboard?.approval_required ?? false,
    },
    draftKey: `kpi.dashboard.${dashboard?.id ?? 'new'}`,
    validate: (values) =>
      withoutUndefined({
        title: required(values.title),
        team_id: values.visibility === 'TEAM' ? required(values.team_id) : undefined,
      }),
    submit: async (values) => {
      const body = {
        title: values.title.trim(),
        description: textOrNull(values.description),
        process_name: textOrNull(values.process_name),
        visibility: values.visibility,
        team_id: values.visibility === 'TEAM' ? values.team_id : null,
        approval_required: values.approval_required,
        ...(values.owner_id === owner ? {} : { owner_id: values.owner_id }),
        // afterwards a dashboard is moved by its own act
        ...(values.group_id === '' ? {} : { group_id: values.group_id }),
      }
      const saved =
        dashboard === undefined
          ? await post<Dashboard>('/dashboards', body)
          : await patch<Dashboard>(`/dashboards/${dashboard.id}`, body)
      await refresh(queryClient, 'dashboard', { dashboard_id: saved.id })
      await refresh(queryClient, 'closing', { dashboard_id: saved.id })
      close()
      showToast(
        dashboard === undefined ? t('kpi.dashboards.created', { title: saved.title }) : t('kpi.dashboards.saved'),
      )
      if (dashboard === undefined) await navigate({ to: `/dashboards/${saved.id}` })
    },
  })
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}
