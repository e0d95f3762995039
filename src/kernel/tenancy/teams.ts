// Teams: made and filled by an ADMIN, seen by everyone of the organisation.
import { recordAudit } from '../audit/audit.ts'
import type { Tx } from '../database/database.ts'
import { emit } from '../events/emit.ts'
import { requireMatch } from '../http/endpoint.ts'
import { newId } from '../ids.ts'
import type { TeamId } from '../ids.ts'
import { notFound, Problem, sqlFailure } from '../problem.ts'
import { findUser } from '../identity/queries/users.ts'
import {
  deleteTeam,
  deleteTeamMember,
  findTeam,
  insertTeam,
  insertTeamMember,
  lockTeam,
  touchTeam,
  updateTeamName,
} from './queries/teams.ts'
import type { Membership, TeamRow } from './queries/teams.ts'

/** Throws 409 TEAM_NAME_TAKEN. */
export async function createTeam(tx: Tx, { name }: { readonly name: string }): Promise<TeamRow> {
  const id = newId<'team'>()
  await orNameTaken(insertTeam(tx, { id, name: name.trim() }))
  await tell(tx, id, { type: 'created', summary: 'Équipe créée.' })
  return requireTeam(tx, id)
}

export interface TeamRename {
  readonly id: TeamId
  readonly name: string
  readonly if_match: string | null
}

/** Throws 404, 412 for a stale If-Match, 409 TEAM_NAME_TAKEN. */
export async function renameTeam(tx: Tx, { id, name, if_match }: TeamRename): Promise<TeamRow> {
  await requireLock(tx, id)
  requireMatch(if_match, await requireTeam(tx, id))
  await orNameTaken(updateTeamName(tx, id, name.trim()))
  await tell(tx, id, { type: 'renamed', summary: 'Équipe renommée.' })
  return requireTeam(tx, id)
}

/** Throws 404, or 409 REFERENCED while something is shared with the team. */
export async function removeTeam(tx: Tx, id: TeamId): Promise<void> {
  await requireLock(tx, id)
  await deleteTeam(tx, id)
  await tell(tx, id, { type: 'deleted', summary: 'Équipe supprimée.' })
}

/** Adds a person; adding a member again changes nothing. Throws 404 for a team or a person of another organisation. */
export async function addTeamMember(tx: Tx, membership: Membership): Promise<void> {
  await requireLock(tx, membership.team_id)
  if ((await findUser(tx, membership.user_id)) === null) throw notFound()
  if (await insertTeamMember(tx, membership))
    await tellMembers(tx, membership, { type: 'member_added', summary: 'Personne ajoutée à l’équipe.' })
}

/** Throws 404 when the person is no member. */
export async function removeTeamMember(tx: Tx, membership: Membership): Promise<void> {
  await requireLock(tx, membership.team_id)
  if (!(await deleteTeamMember(tx, membership))) throw notFound()
  await tellMembers(tx, membership, { type: 'member_removed', summary: 'Personne retirée de l’équipe.' })
}

async function requireLock(tx: Tx, id: TeamId): Promise<void> {
  if (!(await lockTeam(tx, id))) throw notFound()
}

async function requireTeam(tx: Tx, id: TeamId): Promise<TeamRow> {
  const team = await findTeam(tx, id)
  if (team === null) throw notFound()
  return team
}

interface Told {
  /** Last part of the event and of the audited action. */
  readonly type: string
  readonly summary: string
}

async function tell(tx: Tx, id: TeamId, { type, summary }: Told): Promise<void> {
  await emit(tx, { type: `kernel.team.${type}`, payload: { entity: 'team', entity_id: id } })
  await recordAudit(tx, { action: `team.${type}`, entity: 'team', entity_id: id, summary })
}

async function tellMembers(tx: Tx, { team_id, user_id }: Membership, { type, summary }: Told): Promise<void> {
  await touchTeam(tx, team_id)
  await emit(tx, { type: `kernel.team.${type}`, payload: { entity: 'team', entity_id: team_id } })
  await recordAudit(tx, { action: `team.${type}`, entity: 'team', entity_id: team_id, summary, after: { user_id } })
}

async function orNameTaken(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (sqlFailure(error)?.constraint !== 'team_name_taken') throw error
    throw new Problem(409, 'TEAM_NAME_TAKEN', 'Une équipe porte déjà ce nom.', {
      errors: [{ pointer: '/name', code: 'TEAM_NAME_TAKEN', detail: 'Une équipe porte déjà ce nom.' }],
    })
  }
}
