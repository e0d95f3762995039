// A module without data whose routes show every answer of the HTTP contract.
import { Type } from 'typebox'
import { endpoint, requireMatch } from '#kernel/http/endpoint.ts'
import { Instant, Page, paging, Shape, Text, Uuid } from '#kernel/http/schemas.ts'
import { readCursor } from '#kernel/http/paging.ts'
import type { Module } from '#kernel/module.ts'
import { notFound, Problem } from '#kernel/problem.ts'

export const thing = {
  id: '0199aaaa-0000-7000-8000-000000000001',
  name: 'Pelle',
  updated_at: '2025-03-01T10:00:00.123456Z',
} as const

const Thing = Shape({ id: Uuid, name: Text(20), updated_at: Instant })
const tag = 'Probe'

/** Things can be read by everyone and changed by an ADMIN; `broken` meets a bug. */
export const probe: Module = {
  name: 'probe',
  migrations: null,
  policy: { 'thing.read': { ADMIN: 'any', USER: 'any' }, 'thing.write': { ADMIN: 'any', USER: 'none' } },
  routes: (app, { database }) => {
    endpoint(app, {
      method: 'GET',
      path: '/things',
      permission: 'thing.read',
      operation_id: 'listThings',
      summary: 'Things',
      tag,
      query: Shape({ ...paging, active: Type.Optional(Type.Boolean()), word: Type.Optional(Text(20)) }),
      answers: { 200: Page(Thing) },
      handle: async ({ query }) => {
        readCursor(query, 1)
        return { items: [{ ...thing, hidden: 'never leaves' }], next_cursor: null }
      },
    })
    endpoint(app, {
      method: 'POST',
      path: '/things',
      permission: 'thing.write',
      operation_id: 'createThing',
      summary: 'Make a thing',
      tag,
      body: Shape({ name: Text(20), count: Type.Optional(Type.Integer()), ratio: Type.Optional(Type.Number()) }),
      answers: { 201: Thing },
      handle: async ({ body }) => {
        if (body.name === 'Pelle')
          throw new Problem(409, 'NAME_TAKEN', 'Ce nom est pris.', { members: { existing_id: thing.id } })
        return { ...thing, name: body.name }
      },
    })
    endpoint(app, {
      method: 'GET',
      path: '/things/{thing_id}',
      permission: 'thing.read',
      operation_id: 'readThing',
      summary: 'A thing',
      tag,
      answers: { 200: Thing },
      handle: async ({ id }) => {
        if (id('thing_id') !== thing.id) throw notFound()
        return thing
      },
    })
    endpoint(app, {
      method: 'PATCH',
      path: '/things/{thing_id}',
      permission: 'thing.write',
      operation_id: 'changeThing',
      summary: 'Change a thing',
      tag,
      body: Shape({ name: Type.Optional(Text(20)) }),
      answers: { 200: Thing },
      handle: async ({ if_match, body }) => {
        requireMatch(if_match, thing)
        return { ...thing, ...body }
      },
    })
    endpoint(app, {
      method: 'DELETE',
      path: '/things/{thing_id}',
      permission: 'thing.write',
      operation_id: 'deleteThing',
      summary: 'Remove a thing',
      tag,
      answers: { 204: null },
      handle: async ({ id }) => {
        if (id('thing_id') !== thing.id) throw notFound()
      },
    })
    endpoint(app, {
      method: 'POST',
      path: '/things/{thing_id}/picture',
      permission: 'thing.write',
      operation_id: 'sendPicture',
      summary: 'Send a picture',
      tag,
      multipart: Shape({ file: Type.String() }),
      answers: { 200: Shape({ bytes: Type.Integer() }) },
      handle: async ({ request }) => {
        const file = await request.file()
        return { bytes: (await file?.toBuffer())?.length ?? 0 }
      },
    })
    endpoint(app, {
      method: 'GET',
      path: '/broken',
      permission: 'public',
      operation_id: 'meetBug',
      summary: 'Meets a bug',
      tag,
      answers: { 200: Shape({}) },
      handle: async () => (await database.query('select private_detail')).rows[0],
    })
  },
}
