// Teams: who shares a dashboard with whom.
import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { del, post, put } from '../api.ts'
import { Dialog } from '../components/dialog.tsx'
import { TextField } from '../components/fields.tsx'
import { FormView } from '../components/form.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { EmptyState, ErrorState, LinesSkeleton } from '../components/states.tsx'
import { useForm, useRequired, withoutUndefined } from '../components/use-form.ts'
import { useProblemToast } from '../components/use-problem-toast.ts'
import { useT } from '../i18n/use-i18n.tsx'
import { membersQuery, rowsOf, teamsQuery, type Team } from '../queries.ts'
import { showToast } from '../toasts.ts'
import { useUrlParam } from '../url-param.ts'
import { TeamActs } from './team-acts.tsx'
import './teams-page.css'

export function TeamsPage(): ReactNode {
  const t = useT()
  const teams = useInfiniteQuery(teamsQuery)
  const [creating, setCreating] = useUrlParam('new')
  const rows = rowsOf(teams.data)
  const create = (
    <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setCreating('1')}>
      {t('teams.create')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('teams.title')}
        verdict={t('teams.verdict', { count: rows.length })}
        action={rows.length > 0 ? create : undefined}
      />
      {teams.isError ? <ErrorState error={teams.error} retry={() => void teams.refetch()} /> : null}
      {teams.isPending ? <LinesSkeleton lines={6} /> : null}
      {teams.isSuccess && rows.length === 0 ? (
        <EmptyState title={t('teams.empty')} text={t('teams.emptyText')} action={create} />
      ) : null}
      <div className="teams">
        {rows.map((team) => (
          <TeamSection key={team.id} team={team} />
        ))}
      </div>
      {teams.hasNextPage ? (
        <Button variant="default" loading={teams.isFetchingNextPage} onClick={() => void teams.fetchNextPage()}>
          {t('table.more')}
        </Button>
      ) : null}
      <Dialog opened={creating !== ''} close={() => setCreating('')} title={t('teams.create')} size="sm">
        <CreateTeamForm close={() => setCreating('')} />
      </Dialog>
    </>
  )
}

function CreateTeamForm({ close }: { readonly close: () => void }): ReactNode {
  const t = useT()
  const queryClient = useQueryClient()
  const required = useRequired()
  const form = useForm({
    initial: { name: '' },
    validate: ({ name }) => withoutUndefined({ name: required(name) }),
    submit: async ({ name }) => {
      await post<Team>('/teams', { name: name.trim() })
      await queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey })
      showToast(t('teams.created', { name }))
      close()
    },
  })
  return (
    <FormView form={form} submitLabel={t('teams.create')} cancel={close}>
      <TextField form={form} name="name" label={t('teams.name')} required autoFocus />
    </FormView>
  )
}

function TeamSection({ team }: { readonly team: Team }): ReactNode {
  const t = useT()
  const { add, remove } = useMembership(team)
  return (
    <section className="team" aria-labelledby={`team-${team.id}`}>
      <div>
        <div className="team-head">
          <h2 id={`team-${team.id}`}>{team.name}</h2>
          <TeamActs team={team} />
        </div>
        <p className="quiet small">{t('teams.memberCount', { count: team.members.length })}</p>
      </div>
      <div>
        <ul className="plain-list team-members" aria-label={t('teams.membersOf', { name: team.name })}>
          {team.members.map((member) => (
            <li key={member.user_id} className="team-member">
              {member.full_name}
              <ActionIcon
                size="sm"
                aria-label={t('teams.removeNamed', { name: member.full_name, team: team.name })}
                onClick={() => remove(member)}
              >
                <IconX size={14} stroke={1.5} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <AddMember team={team} add={add} />
      </div>
    </section>
  )
}

type TeamMember = Team['members'][number]

interface Membership {
  readonly add: (member: TeamMember) => void
  readonly remove: (member: TeamMember) => void
}

function useMembership(team: Team): Membership {
  const t = useT()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const path = (member: TeamMember): string => `/teams/${team.id}/members/${member.user_id}`
  const change = async (request: Promise<void>): Promise<void> => {
    try {
      await request
    } finally {
      await queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey })
    }
  }
  const restore = (member: TeamMember): void => void change(put(path(member))).catch(onFailure)
  return {
    add: (member) => void change(put(path(member))).catch(onFailure),
    remove: (member) => {
      const sentence = t('teams.removed', { name: member.full_name, team: team.name })
      change(del(path(member))).then(() => showToast(sentence, { undo: () => restore(member) }), onFailure)
    },
  }
}

function AddMember({ team, add }: { readonly team: Team; readonly add: (member: TeamMember) => void }): ReactNode {
  const t = useT()
  const members = useQuery(membersQuery)
  const [chosen, setChosen] = useState('')
  const present = new Set(team.members.map((member) => member.user_id))
  const candidates = (members.data?.items ?? []).filter((member) => !present.has(member.id))
  const candidate = candidates.find((member) => member.id === chosen)
  if (candidates.length === 0) return null
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        if (candidate === undefined) return
        add({ user_id: candidate.id, full_name: candidate.full_name })
        setChosen('')
      }}
    >
      <NativeSelect
        size="xs"
        aria-label={t('teams.addTo', { name: team.name })}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[
          { value: '', label: t('teams.choose') },
          ...candidates.map(({ id, full_name }) => ({ value: id, label: full_name })),
        ]}
      />
      <Button type="submit" size="xs" variant="default" disabled={candidate === undefined}>
        {t('action.add')}
      </Button>
    </form>
  )
}
