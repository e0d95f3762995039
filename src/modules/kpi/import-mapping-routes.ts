// REST of saved mappings.
import type { FastifyInstance } from 'fastify'
import type { Scope } from '#kernel/database/database.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import type { Services } from '#kernel/services.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import { changeMapping, removeMapping, saveMapping } from './actions/change-mapping.ts'
import { MappingChange, MappingPage, MappingQuery, NewMapping, SavedMapping } from './import-schemas.ts'
import { readKey } from './keyset.ts'
import { listMappings } from './queries/import-mappings.ts'
import type { MappingRow } from './queries/import-mappings.ts'
import { policy } from './rules/policy.ts'

const tag = 'Imports'

export function addImportMappingRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/imports/mappings',
    permission: 'mapping.read',
    operation_id: 'listImportMappings',
    summary: 'Les correspondances enregistrées, par nom',
    tag,
    query: MappingQuery,
    answers: { 200: MappingPage },
    handle: async ({ scope, query }) => {
      const key = readKey(query, ['text', 'id'])
      const after = key === null ? null : ([key[0] ?? '', key[1] ?? ''] as const)
      const rows = await database.read(scope, (tx) => listMappings(tx, { after, limit: fetchLimit(query) }))
      const page = pageOf(rows, query, (row) => [row.name, row.id])
      return { ...page, items: page.items.map((row) => toMapping(scope, row)) }
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/imports/mappings',
    permission: 'mapping.create',
    operation_id: 'createImportMapping',
    summary: 'Enregistre une correspondance : quelle colonne est quoi, et comment lire le fichier',
    tag,
    body: NewMapping,
    answers: { 201: SavedMapping },
    problems: [409],
    handle: async ({ scope, body }) =>
      toMapping(scope, await database.transaction(scope, (tx) => saveMapping(tx, body))),
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/imports/mappings/{mapping_id}',
    permission: 'mapping.update',
    operation_id: 'updateImportMapping',
    summary: 'Modifie une correspondance enregistrée',
    tag,
    body: MappingChange,
    answers: { 200: SavedMapping },
    problems: [409, 412],
    handle: async ({ scope, id, body, if_match }) => {
      const update = { id: id<'import_mapping'>('mapping_id'), change: body, if_match }
      return toMapping(scope, await database.transaction(scope, (tx) => changeMapping(tx, update)))
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/imports/mappings/{mapping_id}',
    permission: 'mapping.delete',
    operation_id: 'deleteImportMapping',
    summary: 'Supprime une correspondance enregistrée',
    tag,
    answers: { 204: null },
    problems: [409],
    handle: async ({ scope, id }) => {
      await database.transaction(scope, (tx) => removeMapping(tx, id('mapping_id')))
    },
  })
}

function toMapping(scope: Scope, { fingerprint: _fingerprint, ...row }: MappingRow): SavedMapping {
  const can_edit = isAllowed(policy['mapping.update'], scope, { owners: [row.owner_id] })
  return { ...row, headers: [...row.headers], can_edit }
}
