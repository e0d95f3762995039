// How a KPI alerts, and who is told besides its owner.
import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { put } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { CheckboxField, SelectField, type Choice } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useForm } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { membersQuery, rowsOf, teamsQuery } from '#web/queries.ts'
import { showToast } from '#web/toasts.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { Alert } from '../rhythm-schemas.ts'
import type { Kpi } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { alertQuery } from './rhythm-queries.ts'

const runs = [1, 2, 3, 4, 5, 6]

/** Open while the address says `edit=alert`. */
export function AlertDialog({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const [dialog, setDialog] = useUrlParam('edit')
  const close = (): void => setDialog('')
  return (
    <Dialog opened={dialog === 'alert'} close={close} title={t('kpi.alert.edit')}>
      <LoadedForm kpi={kpi} close={close} />
    </Dialog>
  )
}

interface FormProps {
  readonly kpi: Kpi
  readonly close: () => void
}

function LoadedForm({ kpi, close }: FormProps): ReactNode {
  const alert = useQuery(alertQuery(kpi.id))
  if (alert.isPending) return <LinesSkeleton />
  if (alert.isError) return <ErrorState error={alert.error} retry={() => void alert.refetch()} />
  return <AlertForm kpi={kpi} alert={alert.data} close={close} />
}

function AlertForm({ kpi, alert, close }: FormProps & { readonly alert: Alert }): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const [recipients, setRecipients] = useState<readonly Recipient[]>(() => recipientsOf(alert))
  const form = useForm({
    initial: {
      is_on: alert.is_on,
      level: alert.level,
      raise_after: String(alert.raise_after),
      clear_after: String(alert.clear_after),
      tell_no_data: alert.tell_no_data,
    },
    submit: async (values) => {
      const idsOf = (kind: Recipient['kind']) => recipients.filter((one) => one.kind === kind).map(({ id }) => id)
      const saved = await put<Alert>(`/kpis/${kpi.id}/alert`, {
        ...values,
        raise_after: Number(values.raise_after),
        clear_after: Number(values.clear_after),
        user_ids: idsOf('user'),
        team_ids: idsOf('team'),
      })
      queryClient.setQueryData(alertQuery(kpi.id).queryKey, saved)
      close()
      showToast(t('kpi.alert.saved'))
    },
  })
  const counts = (key: 'kpi.alert.bad' | 'kpi.alert.good', current: number): readonly Choice[] =>
    [...new Set([...runs, current])].map((count) => ({ value: String(count), label: t(key, { count }) }))
  return (
    <FormView form={form} submitLabel={t('action.save')} cancel={close}>
      <CheckboxField form={form} name="is_on" label={t('kpi.alert.on')} />
      <SelectField
        form={form}
        name="level"
        label={t('kpi.alert.level')}
        choices={(['RED', 'ORANGE'] as const).map((value) => ({ value, label: t(`kpi.alert.level.${value}`) }))}
        required
      />
      <SelectField
        form={form}
        name="raise_after"
        label={t('kpi.alert.raiseAfter')}
        choices={counts('kpi.alert.bad', alert.raise_after)}
        required
      />
      <SelectField
        form={form}
        name="clear_after"
        label={t('kpi.alert.clearAfter')}
        help={t('kpi.alert.clearHelp')}
        choices={counts('kpi.alert.good', alert.clear_after)}
        required
      />
      <CheckboxField form={form} name="tell_no_data" label={t('kpi.alert.tellNoData')} />
      <RecipientList kpi={kpi} recipients={recipients} setRecipients={setRecipients} />
    </FormView>
  )
}

interface Recipient {
  readonly kind: 'user' | 'team'
  readonly id: string
  readonly name: string
}

function recipientsOf({ users, teams }: Alert): readonly Recipient[] {
  return [
    ...users.map(({ id, full_name }) => ({ kind: 'user' as const, id, name: full_name })),
    ...teams.map(({ id, name }) => ({ kind: 'team' as const, id, name })),
  ]
}

interface RecipientListProps {
  readonly kpi: Kpi
  readonly recipients: readonly Recipient[]
  readonly setRecipients: (recipients: readonly Recipient[]) => void
}

/** The owner, who is always told, those chosen, and a list to choose from. */
function RecipientList({ kpi, recipients, setRecipients }: RecipientListProps): ReactNode {
  const t = useT<KpiKey>()
  const members = useQuery(membersQuery)
  const teams = useInfiniteQuery(teamsQuery)
  const isFree = ({ id }: { readonly id: string }): boolean =>
    id !== kpi.owner_id && recipients.every((one) => one.id !== id)
  const people = (members.data?.items ?? []).filter(isFree)
  const free = rowsOf(teams.data).filter(isFree)
  const add = (id: string): void => {
    const person = people.find((one) => one.id === id)
    const team = free.find((one) => one.id === id)
    if (person !== undefined) setRecipients([...recipients, { kind: 'user', id, name: person.full_name }])
    if (team !== undefined) setRecipients([...recipients, { kind: 'team', id, name: team.name }])
  }
  return (
    <fieldset className="kpi-recipients">
      <legend>{t('kpi.alert.who')}</legend>
      <ul className="plain-list">
        <li className="quiet">{t('kpi.alert.always', { name: kpi.owner_name })}</li>
        {recipients.map((one) => (
          <li key={one.id} className="row">
            {one.name}
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              aria-label={t('kpi.alert.remove', { name: one.name })}
              onClick={() => setRecipients(recipients.filter((other) => other !== one))}
            >
              {t('kpi.alert.takeAway')}
            </Button>
          </li>
        ))}
      </ul>
      <NativeSelect
        label={t('kpi.alert.add')}
        value=""
        onChange={(event) => add(event.currentTarget.value)}
        data={[
          { value: '', label: t('kpi.alert.choose') },
          {
            group: t('kpi.alert.people'),
            items: people.map(({ id, full_name }) => ({ value: id, label: full_name })),
          },
          { group: t('kpi.alert.teams'), items: free.map(({ id, name }) => ({ value: id, label: name })) },
        ]}
      />
    </fieldset>
  )
}
