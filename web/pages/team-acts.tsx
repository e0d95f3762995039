// Renaming a team and deleting one that nothing is shared with.
import { ActionIcon } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { entityTag } from '#kernel/http/etag.ts'
import { del, patch } from '../api.ts'
import { ConfirmLoss } from '../components/confirm-loss.tsx'
import { Dialog } from '../components/dialog.tsx'
import { TextField } from '../components/fields.tsx'
import { FormView } from '../components/form.tsx'
import { useForm, useRequired, withoutUndefined } from '../components/use-form.ts'
import { useT } from '../i18n/use-i18n.tsx'
import { hasCode } from '../problem.ts'
import { teamsQuery, type Team } from '../queries.ts'
import { showToast } from '../toasts.ts'

export function TeamActs({ team }: { readonly team: Team }): ReactNode {
  const t = useT()
  const [renaming, setRenaming] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const { name } = team
  return (
    <span className="team-acts">
      <ActionIcon
        aria-label={t('teams.renameNamed', { name })}
        title={t('teams.rename')}
        onClick={() => setRenaming(true)}
      >
        <IconPencil size={16} stroke={1.5} />
      </ActionIcon>
      <ActionIcon
        aria-label={t('teams.deleteNamed', { name })}
        title={t('action.delete')}
        onClick={() => setDeleting(true)}
      >
        <IconTrash size={16} stroke={1.5} />
      </ActionIcon>
      <Dialog opened={renaming} close={() => setRenaming(false)} title={t('teams.renameNamed', { name })} size="sm">
        <RenameForm team={team} close={() => setRenaming(false)} />
      </Dialog>
      <DeleteTeam team={team} opened={deleting} close={() => setDeleting(false)} />
    </span>
  )
}

function RenameForm({ team, close }: { readonly team: Team; readonly close: () => void }): ReactNode {
  const t = useT()
  const queryClient = useQueryClient()
  const required = useRequired()
  const form = useForm({
    initial: { name: team.name },
    validate: ({ name }) => withoutUndefined({ name: required(name) }),
    submit: async ({ name }) => {
      try {
        await patch<Team>(`/teams/${team.id}`, { name: name.trim() }, { etag: entityTag(team) })
      } finally {
        await queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey })
      }
      showToast(t('teams.renamed', { name: name.trim() }))
      close()
    },
  })
  return (
    <FormView form={form} submitLabel={t('teams.rename')} cancel={close}>
      <TextField form={form} name="name" label={t('teams.name')} maxLength={200} required autoFocus />
    </FormView>
  )
}

interface DeleteTeamProps {
  readonly team: Team
  readonly opened: boolean
  readonly close: () => void
}

/** Asks first: members and alerts could not be given back. A team that a dashboard is shared with is refused. */
function DeleteTeam({ team, opened, close }: DeleteTeamProps): ReactNode {
  const t = useT()
  const queryClient = useQueryClient()
  const { id, name, members } = team
  const remove = async (): Promise<void> => {
    try {
      await del(`/teams/${id}`)
      showToast(t('teams.deleted', { name }))
    } catch (error) {
      if (!hasCode(error, 'REFERENCED')) throw error
      showToast(t('teams.inUse', { name }), { tone: 'problem' })
    } finally {
      await queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey })
    }
  }
  return (
    <ConfirmLoss
      opened={opened}
      close={close}
      title={t('teams.deleteNamed', { name })}
      losses={[t('teams.lossMembers', { count: members.length }), t('teams.lossAlerts')]}
      confirmLabel={t('action.delete')}
      confirm={remove}
    />
  )
}
