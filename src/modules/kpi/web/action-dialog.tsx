// Creating an action plan, and changing what it is, whose it is and by when.
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { patch, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { DayField, SelectField, TextareaField, TextField, type Choice } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { PeopleField, readPeople } from '#web/components/people-field.tsx'
import { useForm, useRequired, withoutUndefined, type Form } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { Action, Kpi } from '../schemas.ts'
import { actionPriorities } from './action-rules.ts'
import { refresh } from './keys.ts'
import { useMemberChoices } from './kpi-dialog.tsx'
import type { KpiKey } from './messages-fr.ts'

export interface ActionDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Pick<Kpi, 'id' | 'dashboard_id'>
  /** Left out: a new one. */
  readonly action?: Action
  /** The title that a new one starts with. */
  readonly proposal?: string
}

export function ActionDialog({ opened, close, kpi, action, proposal }: ActionDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog
      opened={opened}
      close={close}
      title={action === undefined ? t('kpi.actions.create') : t('kpi.actions.edit')}
    >
      <ActionForm
        close={close}
        kpi={kpi}
        {...(action === undefined ? {} : { action })}
        {...(proposal === undefined ? {} : { proposal })}
      />
    </Dialog>
  )
}

function ActionForm({ close, kpi, action, proposal }: Omit<ActionDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const queryClient = useQueryClient()
  const members = useMemberChoices()
  const form = useForm({
    initial: { ...valuesOf(action), ...(proposal === undefined ? {} : { title: proposal }) },
    draftKey: `kpi.action.${action?.id ?? `new.${kpi.id}`}${proposal ?? ''}`,
    validate: (values) => withoutUndefined({ title: required(values.title) }),
    submit: async (values) => {
      const body = {
        title: values.title.trim(),
        description: orNull(values.description),
        owner_id: orNull(values.owner_id),
        due_date: orNull(values.due_date),
        priority: values.priority,
        cause: orNull(values.cause),
        accountable_id: orNull(values.accountable_id),
        consulted_ids: readPeople(values.consulted_ids),
        informed_ids: readPeople(values.informed_ids),
        effective_on: orNull(values.effective_on),
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
      <SelectField
        form={form}
        name="priority"
        label={t('kpi.actions.priority')}
        choices={actionPriorities.map((value) => ({ value, label: t(`kpi.actionPriority.${value}`) }))}
      />
      <MethodFields form={form} members={members} />
    </FormView>
  )
}

type ActionValues = ReturnType<typeof valuesOf>

function valuesOf(action: Action | undefined) {
  return {
    title: action?.title ?? '',
    description: action?.description ?? '',
    owner_id: action?.owner_id ?? '',
    due_date: action?.due_date ?? '',
    priority: action?.priority ?? 'NORMAL',
    cause: action?.cause ?? '',
    accountable_id: action?.accountable_id ?? '',
    consulted_ids: action?.consulted_ids.join(' ') ?? '',
    informed_ids: action?.informed_ids.join(' ') ?? '',
    effective_on: action?.effective_on ?? '',
  }
}

interface MethodFieldsProps {
  readonly form: Form<ActionValues>
  readonly members: readonly Choice[]
}

/** What a quick action can do without: folded until something stands there. */
function MethodFields({ form, members }: MethodFieldsProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <details open={hasMethod(form.values)}>
      <summary>{t('kpi.actions.people')}</summary>
      <div className="stack">
        <TextareaField
          form={form}
          name="cause"
          label={t('kpi.actions.cause')}
          help={t('kpi.actions.causeHelp')}
          rows={2}
          maxLength={4000}
        />
        <SelectField
          form={form}
          name="accountable_id"
          label={t('kpi.actions.accountable')}
          choices={members}
          emptyLabel={t('kpi.actions.nobody')}
        />
        <PeopleField form={form} name="consulted_ids" label={t('kpi.actions.consulted')} people={members} />
        <PeopleField form={form} name="informed_ids" label={t('kpi.actions.informed')} people={members} />
        <DayField
          form={form}
          name="effective_on"
          label={t('kpi.actions.effectiveOn')}
          help={t('kpi.actions.effectiveOnHelp')}
        />
      </div>
    </details>
  )
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

/** Whether something stands in the folded part, which is then open from the start. */
function hasMethod({ cause, accountable_id, consulted_ids, informed_ids, effective_on }: ActionValues): boolean {
  return [cause, accountable_id, consulted_ids, informed_ids, effective_on].some((text) => text !== '')
}
