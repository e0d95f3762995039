// Creating a person, and changing a name or a role.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { patch, post } from '../api.ts'
import { Dialog } from '../components/dialog.tsx'
import { PasswordField, SelectField, TextField, type Choice } from '../components/fields.tsx'
import { FormView } from '../components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '../components/use-form.ts'
import { useT } from '../i18n/use-i18n.tsx'
import { authOptionsQuery, membersQuery, usersQuery, type User } from '../queries.ts'
import { showToast } from '../toasts.ts'

export interface CreateUserDialogProps {
  readonly opened: boolean
  readonly close: () => void
}

export function CreateUserDialog({ opened, close }: CreateUserDialogProps): ReactNode {
  const t = useT()
  return (
    <Dialog opened={opened} close={close} title={t('users.create')}>
      <CreateUserForm close={close} />
    </Dialog>
  )
}

function CreateUserForm({ close }: { readonly close: () => void }): ReactNode {
  const t = useT()
  const required = useRequired()
  const refresh = useRefreshUsers()
  const roles = useRoles()
  // without letters nobody can be invited: the first password is the only way in
  const isPasswordNeeded = useQuery(authOptionsQuery).data?.mail_available === false
  const form = useForm({
    initial: { full_name: '', email: '', role: 'USER', password: '' },
    validate: (values) =>
      withoutUndefined({
        full_name: required(values.full_name),
        email: required(values.email),
        password: isPasswordNeeded ? required(values.password) : undefined,
      }),
    submit: async (values) => {
      const { password, ...person } = values
      const body = { ...person, email: values.email.trim(), ...(password === '' ? {} : { password }) }
      await post<User>('/users', body)
      await refresh()
      showToast(t(password === '' ? 'users.invited' : 'users.created', { name: values.full_name }))
      close()
    },
  })
  return (
    <FormView form={form} submitLabel={t('users.create')} cancel={close}>
      <TextField form={form} name="full_name" label={t('field.fullName')} required autoFocus />
      <TextField form={form} name="email" label={t('field.email')} help={t('field.emailHelp')} type="email" required />
      <SelectField
        form={form}
        name="role"
        label={t('field.role')}
        help={t('users.roleHelp')}
        choices={roles}
        required
      />
      <PasswordField
        form={form}
        name="password"
        label={t('users.firstPassword')}
        help={t(isPasswordNeeded ? 'users.firstPasswordNeeded' : 'users.firstPasswordHelp')}
        required={isPasswordNeeded}
        autoComplete="new-password"
      />
    </FormView>
  )
}

export interface EditUserDialogProps {
  readonly user: User
  readonly close: () => void
}

export function EditUserDialog({ user, close }: EditUserDialogProps): ReactNode {
  const t = useT()
  return (
    <Dialog opened close={close} title={t('users.editNamed', { name: user.full_name })}>
      <EditUserForm user={user} close={close} />
    </Dialog>
  )
}

function EditUserForm({ user, close }: EditUserDialogProps): ReactNode {
  const t = useT()
  const required = useRequired()
  const refresh = useRefreshUsers()
  const roles = useRoles()
  const form = useForm({
    initial: { full_name: user.full_name, role: user.role, password: '' },
    validate: (values) => withoutUndefined({ full_name: required(values.full_name) }),
    submit: async (values) => {
      const { password, ...change } = values
      await patch<User>(`/users/${user.id}`, change)
      if (password !== '') await post(`/users/${user.id}/password`, { password })
      await refresh()
      showToast(t('users.saved', { name: values.full_name }))
      close()
    },
  })
  return (
    <FormView form={form} submitLabel={t('action.save')} cancel={close}>
      <TextField form={form} name="full_name" label={t('field.fullName')} required autoFocus />
      <SelectField
        form={form}
        name="role"
        label={t('field.role')}
        help={t('users.roleHelp')}
        choices={roles}
        required
      />
      <PasswordField
        form={form}
        name="password"
        label={t('users.newPassword')}
        help={t('users.newPasswordHelp')}
        autoComplete="new-password"
      />
    </FormView>
  )
}

function useRoles(): readonly Choice[] {
  const t = useT()
  return [
    { value: 'USER', label: t('role.USER') },
    { value: 'ADMIN', label: t('role.ADMIN') },
  ]
}

function useRefreshUsers(): () => Promise<void> {
  const queryClient = useQueryClient()
  return async () => {
    await Promise.all([usersQuery, membersQuery].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })))
  }
}
