// The organisation: its name, the clock it lives by, the month its year begins. What a change means is said before it is made.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { entityTag } from '#kernel/http/etag.ts'
import { get, patch } from '../api.ts'
import { SelectField, TextField } from '../components/fields.tsx'
import { FormView } from '../components/form.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Notice } from '../components/problem-notice.tsx'
import { ErrorState, LinesSkeleton } from '../components/states.tsx'
import { useForm, useRequired, withoutUndefined } from '../components/use-form.ts'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { useIsAdmin } from '../frame/use-session.ts'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import { hasCode } from '../problem.ts'
import type { Organization } from '../queries.ts'
import { showToast } from '../toasts.ts'
import { clockOf, monthNames, timeZoneChoices } from './time-zones.ts'
import './organization-page.css'

interface Settings extends Organization {
  readonly updated_at: string
  readonly fiscal_year_start_month: number
}

/** Read at each visit and then left alone: nobody's change takes away what is being typed; saving over it is refused. */
const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: ({ signal }) => get<Settings>('/organization', { signal }),
  staleTime: Infinity,
  gcTime: 0,
})

export function OrganizationPage(): ReactNode {
  const t = useT()
  const isAdmin = useIsAdmin()
  const settings = useQuery(organizationQuery)
  // Counts how often the form starts anew from what the server holds.
  const [round, setRound] = useState(0)
  return (
    <>
      <PageHeader title={t('organization.title')} verdict={t('organization.verdict')} />
      {settings.isPending ? <LinesSkeleton lines={6} /> : null}
      {settings.isError ? <ErrorState error={settings.error} retry={() => void settings.refetch()} /> : null}
      {settings.isSuccess ? (
        <div className="organization-settings">
          {isAdmin ? null : <Notice>{t('organization.onlyAdmins')}</Notice>}
          <SettingsForm
            key={round}
            settings={settings.data}
            disabled={!isAdmin}
            restart={() => setRound((count) => count + 1)}
          />
        </div>
      ) : null}
    </>
  )
}

type SettingsValues = Readonly<Record<'name' | 'time_zone' | 'fiscal_year_start_month', string>>

interface SettingsFormProps {
  readonly settings: Settings
  readonly disabled: boolean
  readonly restart: () => void
}

function SettingsForm({ settings, disabled, restart }: SettingsFormProps): ReactNode {
  const t = useT()
  const { language } = useI18n()
  const required = useRequired()
  const save = useSave(restart)
  const form = useForm<SettingsValues>({
    initial: valuesOf(settings),
    validate: ({ name }) => withoutUndefined({ name: required(name) }),
    submit: (values) => save(settings, values),
  })
  const now = useNow()
  const zones = useMemo(() => timeZoneChoices(settings.time_zone, now), [settings.time_zone, now])
  const months = useMemo(() => monthNames(language), [language])
  const clock = clockOf(form.values.time_zone, language, now)
  const fields = (
    <>
      <TextField
        form={form}
        name="name"
        label={t('organization.name')}
        help={t('organization.nameHelp')}
        maxLength={200}
        required
        disabled={disabled}
      />
      <SelectField
        form={form}
        name="time_zone"
        label={t('organization.zone')}
        help={t('organization.clock', { clock })}
        choices={zones}
        required
        disabled={disabled}
      />
      <SelectField
        form={form}
        name="fiscal_year_start_month"
        label={t('organization.month')}
        help={t('organization.monthHelp')}
        choices={months.map((label, index) => ({ value: String(index + 1), label }))}
        required
        disabled={disabled}
      />
    </>
  )
  if (disabled) return <div className="stack">{fields}</div>
  return (
    <FormView form={form} submitLabel={t('action.save')} quiet>
      {fields}
      <WhatChanges before={valuesOf(settings)} values={form.values} months={months} />
    </FormView>
  )
}

/** The time it is, anew each half minute. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

interface WhatChangesProps {
  readonly before: SettingsValues
  readonly values: SettingsValues
  readonly months: readonly string[]
}

/** What the change means for everybody, before it is made. */
function WhatChanges({ before, values, months }: WhatChangesProps): ReactNode {
  const t = useT()
  const first = Number(values.fiscal_year_start_month) - 1
  const sentences = [
    before.time_zone === values.time_zone
      ? null
      : t('organization.zoneChanges', { zone: values.time_zone.replaceAll('_', ' ') }),
    before.fiscal_year_start_month === values.fiscal_year_start_month
      ? null
      : t('organization.monthChanges', { first: months[first] ?? '', last: months[(first + 11) % 12] ?? '' }),
  ].filter((sentence) => sentence !== null)
  if (sentences.length === 0) return null
  return (
    <Notice tone="warning" title={t('organization.changes')}>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Notice>
  )
}

/** Sends what differs; the toast puts it back for ten seconds. Every page reads again: days and years may be others. */
function useSave(restart: () => void): (settings: Settings, values: SettingsValues) => Promise<void> {
  const t = useT()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const send = async (change: Partial<Settings>, etag: string | null): Promise<void> => {
    const after = await patch<Settings>('/organization', change, { etag })
    queryClient.setQueryData(organizationQuery.queryKey, after)
    await queryClient.invalidateQueries()
  }
  const putBack = async (change: Partial<Settings>): Promise<void> => {
    await send(change, null)
    restart()
  }
  return async (settings, values) => {
    const before = valuesOf(settings)
    try {
      const change = differenceOf(before, values)
      if (Object.keys(change).length > 0) await send(change, entityTag(settings))
      const back = differenceOf(values, before)
      const undo = (): void => void putBack(back).catch(onFailure)
      showToast(t('organization.saved'), Object.keys(back).length === 0 ? {} : { undo })
    } catch (error) {
      if (!hasCode(error, 'STALE')) throw error
      await queryClient.refetchQueries({ queryKey: organizationQuery.queryKey })
      restart()
      showToast(t('organization.stale'), { tone: 'problem' })
    }
  }
}

function valuesOf({ name, time_zone, fiscal_year_start_month }: Settings): SettingsValues {
  return { name, time_zone, fiscal_year_start_month: String(fiscal_year_start_month) }
}

function differenceOf(before: SettingsValues, after: SettingsValues): Partial<Settings> {
  const name = after.name.trim()
  return {
    ...(before.name.trim() === name ? {} : { name }),
    ...(before.time_zone === after.time_zone ? {} : { time_zone: after.time_zone }),
    ...(before.fiscal_year_start_month === after.fiscal_year_start_month
      ? {}
      : { fiscal_year_start_month: Number(after.fiscal_year_start_month) }),
  }
}
