// REST of the organisation and its teams.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '../http/endpoint.ts'
import { fetchLimit, pageOf, readCursor } from '../http/paging.ts'
import { paging, Shape } from '../http/schemas.ts'
import type { Services } from '../services.ts'
import { changeOrganization } from './change-organization.ts'
import { selectOrganization } from './queries/organization.ts'
import { listTeams } from './queries/teams.ts'
import { OrganizationChangeBody, OrganizationShape, TeamBody, TeamPage, TeamShape } from './schemas.ts'
import { addTeamMember, createTeam, removeTeam, removeTeamMember, renameTeam } from './teams.ts'

/** Adds /organization and /teams. */
export function addTenancyRoutes(app: FastifyInstance, services: Services): void {
  addOrganization(app, services)
  addTeams(app, services)
  addTeam(app, services)
  addMembers(app, services)
}

function addOrganization(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/organization',
    permission: 'organization.read',
    operation_id: 'getOrganization',
    summary: 'One’s own organisation',
    tag: 'Organisation',
    answers: { 200: OrganizationShape },
    handle: ({ scope }) => services.database.read(scope, selectOrganization),
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/organization',
    permission: 'organization.update',
    operation_id: 'updateOrganization',
    summary: 'Change name, time zone or first month of the year',
    tag: 'Organisation',
    body: OrganizationChangeBody,
    answers: { 200: OrganizationShape },
    handle: ({ scope, body, if_match }) =>
      services.database.transaction(scope, (tx) => changeOrganization(tx, body, if_match)),
  })
}

function addTeams(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/teams',
    permission: 'team.list',
    operation_id: 'listTeams',
    summary: 'Teams with their members, by name',
    tag: 'Teams',
    query: Shape(paging),
    answers: { 200: TeamPage },
    handle: async ({ scope, query }) => {
      const key = readCursor(query, 2)
      const after = key === null ? null : ([String(key[0]), String(key[1])] as const)
      const rows = await services.database.read(scope, (tx) => listTeams(tx, { after, limit: fetchLimit(query) }))
      return pageOf(rows, query, ({ sort_name, id }) => [sort_name, id])
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/teams',
    permission: 'team.create',
    operation_id: 'createTeam',
    summary: 'Create a team',
    tag: 'Teams',
    body: TeamBody,
    answers: { 201: TeamShape },
    problems: [409],
    handle: ({ scope, body }) => services.database.transaction(scope, (tx) => createTeam(tx, body)),
  })
}

function addTeam(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'PATCH',
    path: '/teams/{id}',
    permission: 'team.update',
    operation_id: 'renameTeam',
    summary: 'Rename a team',
    tag: 'Teams',
    body: TeamBody,
    answers: { 200: TeamShape },
    problems: [409],
    handle: async ({ scope, body, id, if_match }) => {
      const change = { id: id<'team'>('id'), name: body.name, if_match }
      return services.database.transaction(scope, (tx) => renameTeam(tx, change))
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/teams/{id}',
    permission: 'team.delete',
    operation_id: 'deleteTeam',
    summary: 'Delete a team that nothing is shared with',
    tag: 'Teams',
    answers: { 204: null },
    problems: [409],
    handle: async ({ scope, id }) => {
      const teamId = id<'team'>('id')
      await services.database.transaction(scope, (tx) => removeTeam(tx, teamId))
    },
  })
}

function addMembers(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'PUT',
    path: '/teams/{id}/members/{user_id}',
    permission: 'team.update',
    operation_id: 'addTeamMember',
    summary: 'Put a person into a team',
    tag: 'Teams',
    answers: { 204: null },
    handle: async ({ scope, id }) => {
      const membership = { team_id: id<'team'>('id'), user_id: id<'user'>('user_id') }
      await services.database.transaction(scope, (tx) => addTeamMember(tx, membership))
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/teams/{id}/members/{user_id}',
    permission: 'team.update',
    operation_id: 'removeTeamMember',
    summary: 'Take a person out of a team',
    tag: 'Teams',
    answers: { 204: null },
    handle: async ({ scope, id }) => {
      const membership = { team_id: id<'team'>('id'), user_id: id<'user'>('user_id') }
      await services.database.transaction(scope, (tx) => removeTeamMember(tx, membership))
    },
  })
}
