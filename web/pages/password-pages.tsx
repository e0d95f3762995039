// Pages reached by a mailed link or on the way to one: a forgotten password, a new one, an invitation.
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { post } from '../api.ts'
import { FormView } from '../components/form.tsx'
import { Notice } from '../components/problem-notice.tsx'
import { useForm, useRequired, withoutUndefined } from '../components/use-form.ts'
import { useT } from '../i18n/use-i18n.tsx'
import { authOptionsQuery, type Authenticated } from '../queries.ts'
import { showToast } from '../toasts.ts'
import { EmailField, NewPasswordField } from './account-fields.tsx'
import { GuestPage } from './guest-page.tsx'
import { useEnter } from './use-enter.ts'

/** Asks for a letter; the answer never tells whether the address is known. */
export function ForgottenPasswordPage(): ReactNode {
  const t = useT()
  const required = useRequired()
  const [asked, setAsked] = useState<string | null>(null)
  const options = useQuery(authOptionsQuery)
  const form = useForm({
    initial: { email: '' },
    validate: ({ email }) => withoutUndefined({ email: required(email) }),
    submit: async ({ email }) => {
      await post('/auth/password/reset', { email: email.trim() })
      setAsked(email.trim())
    },
  })
  if (options.data?.mail_available === false)
    return (
      <GuestPage title={t('forgotten.title')} foot={<BackToLogin />}>
        <div className="form">
          <Notice title={t('forgotten.noMail')}>
            <p>{t('forgotten.noMailText')}</p>
          </Notice>
        </div>
      </GuestPage>
    )
  return (
    <GuestPage title={t('forgotten.title')} intro={t('forgotten.intro')} foot={<BackToLogin />}>
      {asked === null ? (
        <FormView form={form} submitLabel={t('forgotten.submit')} submitWide>
          <EmailField form={form} />
        </FormView>
      ) : (
        <div className="form">
          <Notice tone="good" title={t('forgotten.sent')}>
            <p>{t('forgotten.sentText', { email: asked })}</p>
          </Notice>
        </div>
      )}
    </GuestPage>
  )
}

/** Chooses a new password with the token of a letter. */
export function ResetPasswordPage(): ReactNode {
  const t = useT()
  const navigate = useNavigate()
  return (
    <GuestPage title={t('reset.title')} foot={<BackToLogin />}>
      <ChoosePassword
        submitLabel={t('profile.changePassword')}
        submit={async (body) => {
          await post('/auth/password/reset/confirm', body)
          showToast(t('reset.done'))
          await navigate({ to: '/login', replace: true })
        }}
      />
    </GuestPage>
  )
}

/** Chooses the first password with the token of an invitation, and signs in. */
export function InvitationPage(): ReactNode {
  const t = useT()
  const enter = useEnter()
  return (
    <GuestPage title={t('invitation.title')} intro={t('invitation.intro')} foot={<BackToLogin />}>
      <ChoosePassword
        submitLabel={t('invitation.submit')}
        submit={async (body) => enter(await post<Authenticated>('/auth/invitations/accept', body))}
      />
    </GuestPage>
  )
}

interface ChoosePasswordProps {
  readonly submitLabel: string
  readonly submit: (body: { readonly token: string; readonly password: string }) => Promise<void>
}

function ChoosePassword({ submitLabel, submit }: ChoosePasswordProps): ReactNode {
  const t = useT()
  const required = useRequired()
  // Behind `#`, so that the single-use token reaches no server log and no referrer.
  const token = new URLSearchParams(useLocation().hash).get('token') ?? ''
  const form = useForm({
    initial: { password: '' },
    validate: ({ password }) => withoutUndefined({ password: required(password) }),
    submit: async ({ password }) => submit({ token, password }),
  })
  return (
    <FormView form={form} submitLabel={submitLabel} submitWide>
      <NewPasswordField form={form} label={t('field.newPassword')} />
    </FormView>
  )
}

function BackToLogin(): ReactNode {
  const t = useT()
  return <Link to="/login">{t('forgotten.back')}</Link>
}
