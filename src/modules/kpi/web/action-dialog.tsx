// Creating an action plan, and changing what it is, whose it is and by when.
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { patch, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { DayField, SelectField, TextareaField, TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Action, Kpi } from '../schemas.ts'
import { refresh } from './keys.ts'
import { useMemberChoices } from './kpi-dialog.tsx'
import type { KpiKey } from './messages-fr.ts'

export interface ActionDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Pick<Kpi, 'id' | 'dashboard_id'>
  /** Left out: a new one. */
  readonly action?: Action
}

export function ActionDialog({ opened, close, kpi, action }: ActionDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog
      opened={opened}
      close={close}
      title={action === undefined ? t('kpi.actions.create') : t('kpi.actions.edit')}
    >
      <ActionForm close={close} kpi={kpi} {...(action === undefined ? {} : { action })} />
    </Dialog>
  )
}

function ActionForm({ close, kpi, action }: Omit<ActionDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const queryClient = useQueryClient()
  const members = useMemberChoices()
  const form = useForm({
    initial: {
      title: action?.title ?? '',
      description: action?.description ?? '',
      owner_id: action?.owner_id ?? '',
      due_date: action?.due_date ?? '',
    },
    draftKey: `kpi.action.${action?.id ?? `new.${kpi.id}`}`,
    validate: (values) => withoutUndefined({ title: required(values.title) }),
    submit: async (values) => {
      const body = {
        title: values.title.trim(),
        description: values.description.trim() === '' ? null : values.description.trim(),
        owner_id: values.owner_id === '' ? null : values.owner_id,
        due_date: values.due_date === '' ? null : values.due_date,
      }
      if (action === undefined) await post<Action>(`/kpis/${kpi.id}/actions`, body)
      else await patch<Action>(`/actions/${action.id}`, body)
      await refresh(queryClient, 'action', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
      close()
      showToast(action === undefined ? t('kpi.actions.created', { title: body.title }) : t('kpi.actions.saved'))
    },
  })
  return (
    <FormView
      form={form}
      submitLabel={action === undefined ? t('kpi.actions.create') : t('action.save')}
      cancel={close}
    >
      <TextField form={form} name="title" label={t('kpi.field.action')} required autoFocus maxLength={200} />
      <TextareaField form={form} name="description" label={t('kpi.field.description')} maxLength={4000} />
      <div className="kpi-field-row">
        <SelectField
          form={form}
          name="owner_id"
          label={t('kpi.actions.assignee')}
          choices={members}
          emptyLabel={t('kpi.actions.nobody')}
        />
        <DayField form={form} name="due_date" label={t('kpi.actions.dueDate')} />
      </div>
    </FormView>
  )
}
