// A whole module in one short file: a table, rights, two routes, an audit entry and an event.
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { recordAudit } from '#kernel/audit/audit.ts'
import { emit } from '#kernel/events/emit.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf, readCursor } from '#kernel/http/paging.ts'
import { Page, paging, Shape, Text, Uuid } from '#kernel/http/schemas.ts'
import { newId } from '#kernel/ids.ts'
import type { Module } from '#kernel/module.ts'

const Note = Shape({ id: Uuid, text: Text(200) })

export const notebook: Module = {
  name: 'notebook',
  migrations: fileURLToPath(new URL('./migrations', import.meta.url)),
  policy: { 'note.list': { ADMIN: 'any', USER: 'any' }, 'note.create': { ADMIN: 'any', USER: 'none' } },
  routes: (app, { database }) => {
    endpoint(app, {
      method: 'POST',
      path: '/notes',
      permission: 'note.create',
      operation_id: 'createNote',
      summary: 'Write a note',
      tag: 'Notes',
      body: Shape({ text: Text(200) }),
      answers: { 201: Note },
      handle: ({ scope, body }) =>
        database.transaction(scope, async (tx) => {
          const id = newId<'note'>()
          await sql`insert into notebook.note (organization_id, id, text) values (${scope.organization_id}, ${id}, ${body.text})`.execute(
            tx,
          )
          await emit(tx, { type: 'notebook.note.created', payload: { note_id: id } })
          await recordAudit(tx, { action: 'note.created', entity: 'note', entity_id: id, summary: 'Note créée' })
          return { id, text: body.text }
        }),
    })
    endpoint(app, {
      method: 'GET',
      path: '/notes',
      permission: 'note.list',
      operation_id: 'listNotes',
      summary: 'Notes, oldest first',
      tag: 'Notes',
      query: Type.Object(paging, { additionalProperties: false }),
      answers: { 200: Page(Note) },
      handle: ({ scope, query }) =>
        database.read(scope, async (tx) => {
          const after = readCursor(query, 1)?.[0] ?? null
          const { rows } = await sql<{ id: string; text: string }>`
            select id, text from notebook.note where ${after}::uuid is null or id > ${after}::uuid
            order by id limit ${fetchLimit(query)}`.execute(tx)
          return pageOf(rows, query, (row) => [row.id])
        }),
    })
  },
}
