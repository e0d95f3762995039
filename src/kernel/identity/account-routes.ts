// REST of one's own account: profile, password, sessions.
import type { FastifyInstance } from 'fastify'
import { recordAudit } from '../audit/audit.ts'
import type { Scope, Tx } from '../database/database.ts'
import { endpoint } from '../http/endpoint.ts'
import { entityTag } from '../http/etag.ts'
import { fetchLimit, pageOf, readCursor } from '../http/paging.ts'
import { paging, Shape } from '../http/schemas.ts'
import type { UserId } from '../ids.ts'
import { notFound, unauthenticated } from '../problem.ts'
import type { Services } from '../services.ts'
import { selectOrganization } from '../tenancy/queries/organization.ts'
import { changePassword } from './change-password.ts'
import { listSessions, updateSessionEnd } from './queries/sessions.ts'
import { findUser } from './queries/users.ts'
import { MeChange, MeShape, PasswordBody, SessionPage } from './schemas.ts'
import { changeUser } from './update-user.ts'
import { tellSessionsEnded } from './session-events.ts'

const tag = 'Identity'

/** Adds the routes of the signed-in person. */
export function addAccountRoutes(app: FastifyInstance, services: Services): void {
  addProfile(app, services)
  addPassword(app, services)
  addSessions(app, services)
}

function addProfile(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/auth/me',
    permission: 'account.read',
    operation_id: 'getMe',
    summary: 'The signed-in person and the organisation',
    tag,
    answers: { 200: MeShape },
    handle: async ({ scope, reply }) => {
      const me = await services.database.read(scope, (tx) => selectMe(tx, userOf(scope)))
      reply.header('etag', entityTag(me.user) ?? '')
      return me
    },
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/auth/me',
    permission: 'account.update',
    operation_id: 'updateMe',
    summary: 'Change one’s own name or language',
    tag,
    body: MeChange,
    answers: { 200: MeShape },
    handle: async ({ scope, body, if_match, reply }) => {
      const me = await services.database.transaction(scope, async (tx) => {
        const change = body.full_name === undefined ? body : { ...body, full_name: body.full_name.trim() }
        const user = await changeUser(tx, { id: userOf(scope), change, if_match })
        return { user, organization: await selectOrganization(tx) }
      })
      reply.header('etag', entityTag(me.user) ?? '')
      return me
    },
  })
}

function addPassword(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'POST',
    path: '/auth/password',
    permission: 'account.update',
    operation_id: 'changePassword',
    summary: 'Change one’s own password; all other sessions end',
    tag,
    body: PasswordBody,
    answers: { 204: null },
    problems: [503],
    handle: async ({ scope, body, request }) => changePassword(services, scope, { ...body, address: request.ip }),
  })
}

function addSessions(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/auth/sessions',
    permission: 'account.read',
    operation_id: 'listSessions',
    summary: 'One’s own open sessions, newest first',
    tag,
    query: Shape(paging),
    answers: { 200: SessionPage },
    handle: async ({ scope, query }) => {
      const before = readCursor(query, 1)?.[0] ?? null
      const rows = await services.database.read(scope, (tx) =>
        listSessions(tx, {
          user_id: userOf(scope),
          before: before === null ? null : String(before),
          limit: fetchLimit(query),
        }),
      )
      const page = pageOf(rows, query, ({ id }) => [id])
      return { ...page, items: page.items.map((row) => ({ ...row, current: row.id === scope.session_id })) }
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/auth/sessions/{id}',
    permission: 'account.update',
    operation_id: 'endSession',
    summary: 'End one of one’s own sessions',
    tag,
    answers: { 204: null },
    handle: async ({ scope, id }) => {
      const session = { id: id<'session'>('id'), user_id: userOf(scope) }
      await services.database.transaction(scope, async (tx) => {
        if (!(await updateSessionEnd(tx, session, 'REVOKED'))) throw notFound()
        await tellSessionsEnded(tx, session.user_id)
        const summary = 'Session fermée à distance.'
        await recordAudit(tx, {
          action: 'auth.session_revoked',
          entity: 'user',
          entity_id: session.user_id,
          summary,
          after: { session_id: session.id },
        })
      })
    },
  })
}

async function selectMe(tx: Tx, userId: UserId) {
  const user = await findUser(tx, userId)
  if (user === null) throw unauthenticated()
  return { user, organization: await selectOrganization(tx) }
}

/** A person, since the guard lets nobody else through. */
function userOf({ user_id }: Scope): UserId {
  if (user_id === null) throw unauthenticated()
  return user_id
}
