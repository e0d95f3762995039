// The session has ended while working: the password is asked above the page, which stays as it was typed.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { post, startSession } from '../api.ts'
import { Dialog } from '../components/dialog.tsx'
import { FormView } from '../components/form.tsx'
import { PasswordField } from '../components/fields.tsx'
import { useForm } from '../components/use-form.ts'
import { useT } from '../i18n/use-i18n.tsx'
import type { Authenticated } from '../queries.ts'
import { useMe, useSessionStatus } from './use-session.ts'
import { useSignOut } from './use-sign-out.ts'

const stay = (): void => undefined

export function SignInAgain(): ReactNode {
  const t = useT()
  const expired = useSessionStatus() === 'expired'
  return (
    <Dialog opened={expired} close={stay} title={t('expired.title')} insistent>
      {expired ? <AgainForm /> : null}
    </Dialog>
  )
}

function AgainForm(): ReactNode {
  const t = useT()
  const { user } = useMe()
  const signOut = useSignOut()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { password: '' },
    submit: async ({ password }) => {
      startSession(await post<Authenticated>('/auth/login', { email: user.email, password }))
      await queryClient.invalidateQueries()
    },
  })
  return (
    <div className="stack">
      <p>{t('expired.text', { email: user.email })}</p>
      <FormView form={form} submitLabel={t('login.submit')}>
        <PasswordField
          form={form}
          name="password"
          label={t('field.password')}
          required
          autoFocus
          autoComplete="current-password"
        />
      </FormView>
      <div>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => void signOut()}>
          {t('expired.other')}
        </Button>
      </div>
    </div>
  )
}
