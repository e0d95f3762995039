// Signing in.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { post } from '../api.ts'
import { PasswordField } from '../components/fields.tsx'
import { FormView } from '../components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '../components/use-form.ts'
import { useT } from '../i18n/use-i18n.tsx'
import type { Authenticated } from '../queries.ts'
import { useUrlSearch } from '../url-param.ts'
import { EmailField } from './account-fields.tsx'
import { GuestPage } from './guest-page.tsx'
import { useEnter } from './use-enter.ts'

export function LoginPage(): ReactNode {
  const t = useT()
  const enter = useEnter()
  const required = useRequired()
  const search = useUrlSearch()
  const form = useForm({
    initial: { email: '', password: '' },
    validate: ({ email, password }) => withoutUndefined({ email: required(email), password: required(password) }),
    submit: async ({ email, password }) => {
      await enter(await post<Authenticated>('/auth/login', { email: email.trim(), password }))
    },
  })
  return (
    <GuestPage
      title={t('login.title')}
      foot={
        <>
          {t('login.noAccount')}{' '}
          <Link to="/signup" search={search}>
            {t('signUp.link')}
          </Link>
          <br />
          <Link to="/forgotten-password">{t('forgotten.link')}</Link>
        </>
      }
    >
      <FormView form={form} submitLabel={t('login.submit')} submitWide>
        <EmailField form={form} />
        <PasswordField
          form={form}
          name="password"
          label={t('field.password')}
          autoComplete="current-password"
          required
        />
      </FormView>
    </GuestPage>
  )
}
