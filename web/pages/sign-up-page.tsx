// Opening an organisation: its first person is its administrator.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { post } from '../api.ts'
import { TextField } from '../components/fields.tsx'
import { FormView } from '../components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '../components/use-form.ts'
import { useT } from '../i18n/use-i18n.tsx'
import type { Authenticated } from '../queries.ts'
import { useUrlSearch } from '../url-param.ts'
import { EmailField, NewPasswordField } from './account-fields.tsx'
import { GuestPage } from './guest-page.tsx'
import { useEnter } from './use-enter.ts'

export function SignUpPage(): ReactNode {
  const t = useT()
  const enter = useEnter()
  const required = useRequired()
  const search = useUrlSearch()
  const form = useForm({
    initial: { organization_name: '', full_name: '', email: '', password: '' },
    validate: (values) =>
      withoutUndefined({
        organization_name: required(values.organization_name),
        full_name: required(values.full_name),
        email: required(values.email),
        password: required(values.password),
      }),
    submit: async (values) => {
      await enter(await post<Authenticated>('/auth/signup', { ...values, email: values.email.trim() }))
    },
  })
  return (
    <GuestPage
      title={t('signUp.title')}
      intro={t('signUp.intro')}
      foot={
        <>
          {t('signUp.hasAccount')}{' '}
          <Link to="/login" search={search}>
            {t('login.title')}
          </Link>
        </>
      }
    >
      <FormView form={form} submitLabel={t('signUp.submit')} submitWide>
        <TextField
          form={form}
          name="organization_name"
          label={t('field.organization')}
          autoComplete="organization"
          required
        />
        <TextField form={form} name="full_name" label={t('field.fullName')} autoComplete="name" required />
        <EmailField form={form} />
        <NewPasswordField form={form} label={t('field.password')} />
      </FormView>
    </GuestPage>
  )
}
