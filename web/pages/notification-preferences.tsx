// What one wants to hear, by which way, and one's digest.
import { Checkbox } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { put } from '../api.ts'
import { SelectField } from '../components/fields.tsx'
import { FormView } from '../components/form.tsx'
import { Notice } from '../components/problem-notice.tsx'
import { ErrorState, LinesSkeleton } from '../components/states.tsx'
import { useForm } from '../components/use-form.ts'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import { preferencesQuery, topics, type Preferences, type Topic } from '../queries.ts'
import { showToast } from '../toasts.ts'

const weekdays = [1, 2, 3, 4, 5, 6, 7]
/** A Monday: the names of the days come from the language. */
const monday = Date.UTC(2024, 0, 1, 12)
const dayMs = 86_400_000

export function NotificationPreferences(): ReactNode {
  const preferences = useQuery(preferencesQuery)
  if (preferences.isPending) return <LinesSkeleton lines={6} />
  if (preferences.isError) return <ErrorState error={preferences.error} retry={() => void preferences.refetch()} />
  return <PreferencesForm preferences={preferences.data} />
}

type Ticks = Readonly<Record<`${'app' | 'email'}_${Topic}`, boolean>>

function PreferencesForm({ preferences }: { readonly preferences: Preferences }): ReactNode {
  const t = useT()
  const { language } = useI18n()
  const queryClient = useQueryClient()
  const { digest, weekday, hour } = preferences
  const form = useForm({
    initial: { digest, weekday: String(weekday), hour: String(hour), ...ticksOf(preferences) },
    submit: async (values) => {
      const body = {
        digest: values.digest,
        weekday: Number(values.weekday),
        hour: Number(values.hour),
        topics: Object.fromEntries(
          topics.map((topic) => [topic, { app: values[`app_${topic}`], email: values[`email_${topic}`] }]),
        ),
      }
      queryClient.setQueryData(preferencesQuery.queryKey, await put<Preferences>('/notifications/preferences', body))
      showToast(t('preferences.saved'))
    },
  })
  const nameOfDay = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' })
  return (
    <FormView form={form} submitLabel={t('action.save')} quiet>
      {preferences.mail_available ? null : <Notice>{t('preferences.noMail')}</Notice>}
      <TopicTable values={form.values} set={form.set} />
      <SelectField
        form={form}
        name="digest"
        label={t('preferences.digest')}
        help={t('preferences.digestHelp')}
        choices={(['NONE', 'DAILY', 'WEEKLY'] as const).map((value) => ({
          value,
          label: t(`preferences.digest.${value}`),
        }))}
        required
      />
      {form.values.digest === 'WEEKLY' ? (
        <SelectField
          form={form}
          name="weekday"
          label={t('preferences.weekday')}
          choices={weekdays.map((day) => ({
            value: String(day),
            label: nameOfDay.format(monday + (day - 1) * dayMs),
          }))}
          required
        />
      ) : null}
      {form.values.digest === 'NONE' ? null : (
        <SelectField
          form={form}
          name="hour"
          label={t('preferences.hour')}
          choices={Array.from({ length: 24 }, (_, one) => ({
            value: String(one),
            label: t('preferences.hourChoice', { hour: one }),
          }))}
          required
        />
      )}
    </FormView>
  )
}

function ticksOf({ topics: ways }: Preferences): Ticks {
  const pairs = topics.flatMap((topic) => [
    [`app_${topic}`, ways[topic].app],
    [`email_${topic}`, ways[topic].email],
  ])
  return Object.fromEntries(pairs) as Ticks
}

interface TopicTableProps {
  readonly values: Ticks
  readonly set: (name: keyof Ticks, value: boolean) => void
}

function TopicTable({ values, set }: TopicTableProps): ReactNode {
  const t = useT()
  const ways = ['app', 'email'] as const
  return (
    <table className="preference-table">
      <caption className="visually-hidden">{t('preferences.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('preferences.topic')}</th>
          {ways.map((way) => (
            <th key={way} scope="col">
              {t(`preferences.${way}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {topics.map((topic) => (
          <tr key={topic}>
            <th scope="row">{t(`topic.${topic}`)}</th>
            {ways.map((way) => (
              <td key={way}>
                <Checkbox
                  aria-label={t(`preferences.${way}Of`, { topic: t(`topic.${topic}`) })}
                  checked={values[`${way}_${topic}`]}
                  onChange={(event) => set(`${way}_${topic}`, event.currentTarget.checked)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
