// When people are reminded of missing values, for the whole organisation.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { put } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { CheckboxField, SelectField, type Choice } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useForm } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import type { ReminderSettings } from '../rhythm-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { keys } from './keys.ts'
import { remindersQuery } from './rhythm-queries.ts'

export interface ReminderDialogProps {
  readonly opened: boolean
  readonly close: () => void
}

const dayChoices = [0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 60]
const repeatChoices = [1, 2, 3, 5, 7, 14, 30]

export function ReminderDialog({ opened, close }: ReminderDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t('kpi.reminders.title')}>
      <LoadedForm close={close} />
    </Dialog>
  )
}

function LoadedForm({ close }: { readonly close: () => void }): ReactNode {
  const settings = useQuery(remindersQuery)
  if (settings.isPending) return <LinesSkeleton />
  if (settings.isError) return <ErrorState error={settings.error} retry={() => void settings.refetch()} />
  return <ReminderForm settings={settings.data} close={close} />
}

interface ReminderFormProps {
  readonly settings: ReminderSettings
  readonly close: () => void
}

function ReminderForm({ settings, close }: ReminderFormProps): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const { is_on, ...numbers } = settings
  const texts = Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, String(number)]))
  const form = useForm({
    initial: { is_on, ...(texts as Record<keyof typeof numbers, string>) },
    submit: async ({ is_on: isOn, ...chosen }) => {
      const read = Object.fromEntries(Object.entries(chosen).map(([name, text]) => [name, Number(text)]))
      const saved = await put<ReminderSettings>('/settings/reminders', { is_on: isOn, ...read })
      queryClient.setQueryData(remindersQuery.queryKey, saved)
      await queryClient.invalidateQueries({ queryKey: keys.reporting })
      close()
      showToast(t('kpi.reminders.saved'))
    },
  })
  const days = (current: number): readonly Choice[] =>
    choicesWith(dayChoices, current).map((count) => choice(count, t('kpi.reminders.after', { count })))
  return (
    <FormView form={form} submitLabel={t('action.save')} cancel={close}>
      <CheckboxField form={form} name="is_on" label={t('kpi.reminders.on')} />
      <SelectField
        form={form}
        name="hour"
        label={t('kpi.reminders.hour')}
        choices={Array.from({ length: 24 }, (_, hour) => choice(hour, t('kpi.reminders.hourChoice', { hour })))}
        required
      />
      <SelectField
        form={form}
        name="remind_after"
        label={t('kpi.reminders.remind')}
        choices={days(settings.remind_after)}
        required
      />
      <SelectField
        form={form}
        name="repeat_after"
        label={t('kpi.reminders.repeat')}
        choices={choicesWith(repeatChoices, settings.repeat_after).map((count) =>
          choice(count, t('kpi.reminders.every', { count })),
        )}
        required
      />
      <SelectField
        form={form}
        name="tell_dashboard_owner_after"
        label={t('kpi.reminders.dashboard')}
        choices={days(settings.tell_dashboard_owner_after)}
        required
      />
      <SelectField
        form={form}
        name="tell_admins_after"
        label={t('kpi.reminders.admins')}
        choices={days(settings.tell_admins_after)}
        required
      />
    </FormView>
  )
}

/** The usual choices, and what is set now. */
function choicesWith(usual: readonly number[], current: number): readonly number[] {
  return [...new Set([...usual, current])].toSorted((one, other) => one - other)
}

function choice(number: number, label: string): Choice {
  return { value: String(number), label }
}
