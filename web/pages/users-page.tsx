// The people of the organisation and what they may do.
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { DataTable, type Column } from '../components/data-table.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { ErrorState } from '../components/states.tsx'
import type { MessageKey } from '../i18n/fr.ts'
import { useT, type Translate } from '../i18n/use-i18n.tsx'
import { useIsAdmin, useMe } from '../frame/use-session.ts'
import { rowsOf, usersQuery, type User } from '../queries.ts'
import { useUrlParam } from '../url-param.ts'
import { CreateUserDialog, EditUserDialog } from './user-dialogs.tsx'
import { useChangeUser } from './use-change-user.ts'

export function UsersPage(): ReactNode {
  const t = useT()
  const users = useInfiniteQuery(usersQuery)
  const [creating, setCreating] = useUrlParam('new')
  const [edited, setEdited] = useUrlParam('edit')
  const isAdmin = useIsAdmin()
  const columns = useColumns()
  const rows = rowsOf(users.data)
  const active = rows.filter((user) => user.is_active)
  const administrators = active.filter((user) => user.role === 'ADMIN').length
  const target = rows.find((user) => user.id === edited)
  const more = users.hasNextPage
  return (
    <>
      <PageHeader
        title={t('users.title')}
        verdict={
          users.isSuccess && !more
            ? `${t('users.verdict', { count: active.length })} ${t('users.verdictAdmins', { count: administrators })}`
            : undefined
        }
        action={
          isAdmin ? (
            <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setCreating('1')}>
              {t('users.create')}
            </Button>
          ) : null
        }
      />
      {users.isError ? (
        <ErrorState error={users.error} retry={() => void users.refetch()} />
      ) : (
        <DataTable
          id="users"
          caption={t('users.title')}
          columns={columns}
          rows={rows}
          rowKey={(user) => user.id}
          loading={users.isPending}
          csv="utilisateurs"
          file={{ path: '/users' }}
          rowActions={(user) => <RowActions user={user} edit={() => setEdited(user.id)} />}
          more={{ available: more, loading: users.isFetchingNextPage, load: () => void users.fetchNextPage() }}
        />
      )}
      <CreateUserDialog opened={isAdmin && creating !== ''} close={() => setCreating('')} />
      {target === undefined ? null : <EditUserDialog user={target} close={() => setEdited('')} />}
    </>
  )
}

function useColumns(): readonly Column<User>[] {
  const t = useT()
  return [
    { id: 'name', header: t('field.fullName'), cell: (user) => user.full_name, value: (user) => user.full_name },
    { id: 'email', header: t('field.email'), cell: (user) => user.email, value: (user) => user.email },
    {
      id: 'role',
      header: t('field.role'),
      cell: (user) => t(`role.${user.role}`),
      value: (user) => t(`role.${user.role}`),
    },
    {
      id: 'state',
      header: t('field.state'),
      cell: (user) => <span className={user.is_active ? undefined : 'quiet'}>{stateOf(user, t)}</span>,
      value: (user) => stateOf(user, t),
    },
  ]
}

function stateOf(user: User, t: Translate<MessageKey>): string {
  return user.is_active ? t('users.active') : t('users.inactive')
}

function RowActions({ user, edit }: { readonly user: User; readonly edit: () => void }): ReactNode {
  const t = useT()
  const me = useMe()
  const change = useChangeUser()
  const setActive = (is_active: boolean): void => {
    const sentence = is_active
      ? t('users.reactivated', { name: user.full_name })
      : t('users.deactivated', { name: user.full_name })
    change(user, { is_active }, sentence)
  }
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        aria-label={t('users.editNamed', { name: user.full_name })}
        onClick={edit}
      >
        {t('action.edit')}
      </Button>
      {user.id === me.user.id ? null : (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-label={t(user.is_active ? 'users.deactivateNamed' : 'users.reactivateNamed', { name: user.full_name })}
          onClick={() => setActive(!user.is_active)}
        >
          {user.is_active ? t('users.deactivate') : t('users.reactivate')}
        </Button>
      )}
    </>
  )
}
