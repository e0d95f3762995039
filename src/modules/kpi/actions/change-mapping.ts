// Keeps mappings under names: everybody may save one, its owner and ADMINs change it.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { newId } from '#kernel/ids.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { normaliseHeader } from '#kernel/tabular/header.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import type { MappingChange, NewMapping } from '../import-schemas.ts'
import {
  countMappings,
  countSourcesOf,
  deleteMapping,
  findMapping,
  insertMapping,
  isMappingNameTaken,
  lockMapping,
  updateMapping,
} from '../queries/import-mappings.ts'
import type { MappingId, MappingRow, MappingState } from '../queries/import-mappings.ts'
import { forgetContentOf } from '../queries/import-sources.ts'
import { headerFingerprint } from '../rules/header-fingerprint.ts'
import { policy } from '../rules/policy.ts'
import { requireSoundMapping } from './import-submission.ts'

const mappingCountMax = 200

/** Saves a mapping. Throws MAPPING_NAME_TAKEN, TOO_MANY_MAPPINGS, and what is wrong with its columns. */
export async function saveMapping(tx: Tx, wanted: NewMapping): Promise<MappingRow> {
  requireSoundMapping(wanted.mapping)
  if ((await countMappings(tx)) >= mappingCountMax)
    throw new Problem(409, 'TOO_MANY_MAPPINGS', 'Il y a trop de correspondances enregistrées.', {
      detail: `La limite est de ${mappingCountMax} : supprimez celles qui ne servent plus.`,
    })
  const id: MappingId = newId()
  if (!(await insertMapping(tx, id, stateOf(wanted)))) throw nameTaken()
  await tell(tx, id, 'created')
  return written(tx, id)
}

export interface MappingUpdate {
  readonly id: MappingId
  readonly change: MappingChange
  readonly if_match: string | null
}

/** Changes a mapping. Throws NOT_FOUND, FORBIDDEN, STALE, MAPPING_NAME_TAKEN. */
export async function changeMapping(tx: Tx, { id, change, if_match }: MappingUpdate): Promise<MappingRow> {
  const current = await holdMapping(tx, id, 'mapping.update')
  requireMatch(if_match, current)
  const { name, mapping, options, headers } = { ...current, ...change }
  requireSoundMapping(mapping)
  if (await isMappingNameTaken(tx, name, id)) throw nameTaken()
  await updateMapping(tx, id, stateOf({ name, mapping, options, headers: [...headers] }))
  await forgetContentOf(tx, id)
  await tell(tx, id, 'updated')
  return written(tx, id)
}

/** Deletes a mapping. Throws NOT_FOUND, FORBIDDEN, MAPPING_IN_USE while an address is read by it. */
export async function removeMapping(tx: Tx, id: MappingId): Promise<void> {
  await holdMapping(tx, id, 'mapping.delete')
  const count = await countSourcesOf(tx, id)
  if (count > 0)
    throw new Problem(409, 'MAPPING_IN_USE', 'Cette correspondance sert à une source automatique.', {
      detail: 'Choisissez-en une autre pour cette source, ou supprimez la source d’abord.',
      members: { sources: count },
    })
  await deleteMapping(tx, id)
  await tell(tx, id, 'deleted')
}

async function holdMapping(tx: Tx, id: MappingId, verb: 'mapping.update' | 'mapping.delete'): Promise<MappingRow> {
  const mapping = await lockMapping(tx, id)
  if (mapping === null) throw notFound()
  authorize(policy[verb], tx.scope, { owners: [mapping.owner_id] })
  return mapping
}

function stateOf({ name, mapping, options = {}, headers = [] }: NewMapping): MappingState {
  const fingerprint = headerFingerprint(headers, normaliseHeader)
  return { name: name.trim(), mapping, options, headers, fingerprint }
}

async function written(tx: Tx, id: MappingId): Promise<MappingRow> {
  const row = await findMapping(tx, id)
  if (row === null) throw new Error('a mapping that was just written is gone')
  return row
}

const summaries = {
  created: 'Correspondance d’import enregistrée.',
  updated: 'Correspondance d’import modifiée.',
  deleted: 'Correspondance d’import supprimée.',
} as const

async function tell(tx: Tx, id: MappingId, what: keyof typeof summaries): Promise<void> {
  await emit(tx, { type: `kpi.mapping.${what}`, payload: { mapping_id: id }, audience: null })
  await recordAudit(tx, {
    action: `mapping.${what}`,
    entity: 'import_mapping',
    entity_id: id,
    summary: summaries[what],
  })
}

function nameTaken(): Problem {
  const detail = 'Une autre correspondance porte déjà ce nom.'
  return new Problem(409, 'MAPPING_NAME_TAKEN', detail, {
    errors: [{ pointer: '/name', code: 'MAPPING_NAME_TAKEN', detail }],
  })
}
