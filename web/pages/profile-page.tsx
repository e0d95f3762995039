// One's own account: name, language, password, and where one is signed in.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { del, patch, post } from '../api.ts'
import { PasswordField, SelectField, TextField } from '../components/fields.tsx'
import { FormView } from '../components/form.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { ErrorState, LinesSkeleton } from '../components/states.tsx'
import { useForm, useRequired, withoutUndefined } from '../components/use-form.ts'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { languages } from '../i18n/catalogue.ts'
import { useFormat, useI18n, useT } from '../i18n/use-i18n.tsx'
import { ComfortChoices } from '../frame/comfort-choices.tsx'
import { useMe } from '../frame/use-session.ts'
import { deviceName } from './device-name.ts'
import { NotificationPreferences } from './notification-preferences.tsx'
import { meQuery, sessionsQuery, type LoginSession } from '../queries.ts'
import { showToast } from '../toasts.ts'
import './profile-page.css'

export function ProfilePage(): ReactNode {
  const t = useT()
  const { user, organization } = useMe()
  const role = t(`role.${user.role}`)
  return (
    <>
      <PageHeader
        title={t('profile.title')}
        verdict={t('profile.verdict', { email: user.email, role, organization: organization.name })}
      />
      <div className="profile-parts">
        <section aria-labelledby="profile-person">
          <h2 id="profile-person">{t('profile.person')}</h2>
          <PersonForm />
        </section>
        <section aria-labelledby="profile-notifications">
          <h2 id="profile-notifications">{t('preferences.title')}</h2>
          <NotificationPreferences />
        </section>
        <section aria-labelledby="profile-password">
          <h2 id="profile-password">{t('profile.password')}</h2>
          <PasswordForm />
        </section>
        <section aria-labelledby="profile-comfort">
          <h2 id="profile-comfort">{t('comfort.title')}</h2>
          <ComfortChoices />
        </section>
        <section aria-labelledby="profile-sessions">
          <h2 id="profile-sessions">{t('profile.sessions')}</h2>
          <Sessions />
        </section>
      </div>
    </>
  )
}

function PersonForm(): ReactNode {
  const t = useT()
  const { user } = useMe()
  const { language, setLanguage } = useI18n()
  const queryClient = useQueryClient()
  const required = useRequired()
  const form = useForm({
    initial: { full_name: user.full_name, language },
    validate: ({ full_name }) => withoutUndefined({ full_name: required(full_name) }),
    submit: async (values) => {
      await setLanguage(values.language)
      await patch('/auth/me', values)
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
      showToast(t('profile.saved'))
    },
  })
  return (
    <FormView form={form} submitLabel={t('action.save')}>
      <TextField form={form} name="full_name" label={t('field.fullName')} autoComplete="name" required />
      <SelectField
        form={form}
        name="language"
        label={t('person.language')}
        help={t('profile.languageHelp')}
        choices={languages.map((one) => ({ value: one, label: t(`language.${one}`) }))}
        required
      />
    </FormView>
  )
}

function PasswordForm(): ReactNode {
  const t = useT()
  const { user } = useMe()
  const queryClient = useQueryClient()
  const required = useRequired()
  const form = useForm({
    initial: { current_password: '', new_password: '' },
    validate: (values) =>
      withoutUndefined({
        current_password: required(values.current_password),
        new_password: required(values.new_password),
      }),
    submit: async (values) => {
      await post('/auth/password', values)
      form.reset()
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
      showToast(t('profile.passwordChanged'))
    },
  })
  return (
    <FormView form={form} submitLabel={t('profile.changePassword')} quiet>
      <input type="hidden" name="username" autoComplete="username" value={user.email} />
      <PasswordField
        form={form}
        name="current_password"
        label={t('field.currentPassword')}
        autoComplete="current-password"
        required
      />
      <PasswordField
        form={form}
        name="new_password"
        label={t('field.newPassword')}
        help={t('password.rules')}
        autoComplete="new-password"
        required
      />
    </FormView>
  )
}

function Sessions(): ReactNode {
  const t = useT()
  const sessions = useQuery(sessionsQuery)
  if (sessions.isError) return <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />
  if (sessions.isPending) return <LinesSkeleton lines={3} />
  return (
    <ul className="plain-list lined" aria-label={t('profile.sessions')}>
      {sessions.data.items.map((one) => (
        <SessionItem key={one.id} session={one} />
      ))}
    </ul>
  )
}

function SessionItem({ session }: { readonly session: LoginSession }): ReactNode {
  const t = useT()
  const format = useFormat()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const name = deviceName(session.user_agent) ?? t('profile.unknownDevice')
  const revoke = useMutation({
    mutationFn: () => del(`/auth/sessions/${session.id}`),
    onSuccess: async () => {
      showToast(t('profile.revoked'))
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
    },
    onError: onFailure,
  })
  return (
    <li className="profile-session">
      <div>
        <p>{name}</p>
        <p className="quiet small">
          {t('profile.since', {
            since: format.instant(session.created_at),
            last: format.relative(session.last_used_at),
          })}
        </p>
      </div>
      {session.current ? (
        <span className="quiet small">{t('profile.thisDevice')}</span>
      ) : (
        <Button
          variant="default"
          size="xs"
          loading={revoke.isPending}
          onClick={() => revoke.mutate()}
          aria-label={t('profile.revokeNamed', { name })}
        >
          {t('profile.revoke')}
        </Button>
      )}
    </li>
  )
}
