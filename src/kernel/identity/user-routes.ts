// REST of the people of an organisation.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '../http/endpoint.ts'
import { fetchLimit, pageOf, readCursor } from '../http/paging.ts'
import type { PageRequest } from '../http/paging.ts'
import { paging, Shape } from '../http/schemas.ts'
import { notFound } from '../problem.ts'
import type { Services } from '../services.ts'
import { createUser } from './create-user.ts'
import { findUser, listUsers } from './queries/users.ts'
import type { ListSlice, UserRow } from './queries/users.ts'
import { MemberPage, NewUserBody, SetPasswordBody, UserChangeBody, UserPage, UserShape } from './schemas.ts'
import { setPassword } from './set-password.ts'
import { changeUser } from './update-user.ts'

const tag = 'Users'

/** Adds /users. */
export function addUserRoutes(app: FastifyInstance, services: Services): void {
  addLists(app, services)
  addCreate(app, services)
  addOne(app, services)
  addPassword(app, services)
}

function addLists(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/users',
    permission: 'user.list',
    operation_id: 'listUsers',
    summary: 'Everybody of the organisation, by name',
    tag,
    query: Shape(paging),
    answers: { 200: UserPage },
    handle: async ({ scope, query }) => {
      const rows = await services.database.read(scope, (tx) => listUsers(tx, sliceOf(query), { activeOnly: false }))
      return pageOf(rows, query, nameKey)
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/users/members',
    permission: 'member.list',
    operation_id: 'listMembers',
    summary: 'Active people of the organisation, for choosing an owner',
    tag,
    query: Shape(paging),
    answers: { 200: MemberPage },
    handle: async ({ scope, query }) => {
      const rows = await services.database.read(scope, (tx) => listUsers(tx, sliceOf(query), { activeOnly: true }))
      return pageOf(rows, query, nameKey)
    },
  })
}

function addCreate(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'POST',
    path: '/users',
    permission: 'user.create',
    operation_id: 'createUser',
    summary: 'Add a person, with a password or by a mailed invitation',
    tag,
    body: NewUserBody,
    answers: { 201: UserShape },
    problems: [409, 503],
    handle: async ({ scope, body }) => createUser(services, scope, body),
  })
}

function addOne(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/users/{id}',
    permission: 'user.list',
    operation_id: 'getUser',
    summary: 'One person',
    tag,
    answers: { 200: UserShape },
    handle: async ({ scope, id }) => {
      const user = await services.database.read(scope, (tx) => findUser(tx, id<'user'>('id')))
      if (user === null) throw notFound()
      return user
    },
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/users/{id}',
    permission: 'user.update',
    operation_id: 'updateUser',
    summary: 'Change name, role or activity; the last ADMIN stays',
    tag,
    body: UserChangeBody,
    answers: { 200: UserShape },
    problems: [409],
    handle: async ({ scope, body, id, if_match }) => {
      const change = body.full_name === undefined ? body : { ...body, full_name: body.full_name.trim() }
      return services.database.transaction(scope, (tx) => changeUser(tx, { id: id<'user'>('id'), change, if_match }))
    },
  })
}

function addPassword(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'POST',
    path: '/users/{id}/password',
    permission: 'user.update',
    operation_id: 'setUserPassword',
    summary: 'Give somebody a new password; that person’s sessions end',
    tag,
    body: SetPasswordBody,
    answers: { 204: null },
    handle: ({ scope, body, id }) => setPassword(services, scope, { user_id: id('id'), password: body.password }),
  })
}

function nameKey({ sort_name, id }: UserRow & { readonly sort_name: string }): readonly string[] {
  return [sort_name, id]
}

/** A made-up cursor ends at the database's own check of the id: 422. */
function sliceOf(query: PageRequest): ListSlice {
  const key = readCursor(query, 2)
  return { after: key === null ? null : [String(key[0]), String(key[1])], limit: fetchLimit(query) }
}
