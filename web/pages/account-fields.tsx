// The fields by which people are known: those of signing in, of opening an account, of a forgotten password.
import type { ReactNode } from 'react'
import { PasswordField, TextField } from '../components/fields.tsx'
import type { Form, FormValues } from '../components/use-form.ts'
import { useT } from '../i18n/use-i18n.tsx'

interface AccountFieldProps<Values extends FormValues<Values>> {
  readonly form: Form<Values>
}

/** The address that one signs in with. */
export function EmailField<Values extends FormValues<Values> & { readonly email: string }>({
  form,
}: AccountFieldProps<Values>): ReactNode {
  const t = useT()
  return (
    <TextField
      form={form}
      name="email"
      label={t('field.email')}
      help={t('field.emailHelp')}
      type="email"
      autoComplete="username"
      required
    />
  )
}

/** A password that is being chosen, with what makes a good one. */
export function NewPasswordField<Values extends FormValues<Values> & { readonly password: string }>({
  form,
  label,
}: AccountFieldProps<Values> & { readonly label: string }): ReactNode {
  const t = useT()
  return (
    <PasswordField
      form={form}
      name="password"
      label={label}
      help={t('password.rules')}
      autoComplete="new-password"
      required
    />
  )
}
