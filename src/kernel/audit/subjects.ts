// What audit entries are about, by its present name. Names are free text and never enter the audit: they are looked up as it is read.
import type { Tx } from '../database/database.ts'
import { listTeamNames, listUserNames } from './queries/subject-names.ts'

export interface SubjectName {
  readonly id: string
  readonly name: string
}

/** Finds the names of those of these ids that are there and that the person in scope may see. */
export type FindNames = (tx: Tx, ids: readonly string[]) => Promise<readonly SubjectName[]>

/** How each kind of thing that has a name is found, by its word in the audit: `kpi`, `dashboard`. */
export type AuditNames = Readonly<Record<string, FindNames>>

/** As far as an entry tells what it is about. */
export interface AuditTold {
  readonly entity: string
  readonly entity_id: string | null
  readonly before: unknown
  readonly after: unknown
}

export interface Subject {
  /** Null where the entry is about nothing that has a name. */
  readonly entity_name: string | null
  /** It had a name and is not there any more. */
  readonly entity_gone: boolean
}

/** What the kernel's own entries are about. */
export const kernelNames: AuditNames = { user: listUserNames, team: listTeamNames }

export const goneName = '(supprimé)'
const nothing: Subject = { entity_name: null, entity_gone: false }

/**
 * The subject of each entry, in their order: the thing itself where its kind has names, else the nearest thing that its
 * facts name (of a value: its KPI). One look-up per kind.
 */
export async function findSubjects(
  tx: Tx,
  entries: readonly AuditTold[],
  names: AuditNames,
): Promise<readonly Subject[]> {
  const targets = entries.map((entry) => targetOf(entry, names))
  const found = new Map<string, string>()
  for (const [kind, wanted] of Map.groupBy(
    targets.flatMap((target) => target ?? []),
    (target) => target.kind,
  )) {
    const ids = [...new Set(wanted.map(({ id }) => id))]
    for (const { id, name } of (await names[kind]?.(tx, ids)) ?? []) found.set(`${kind} ${id}`, name)
  }
  return targets.map((target) => {
    if (target === null) return nothing
    const name = found.get(`${target.kind} ${target.id}`)
    return name === undefined ? { entity_name: goneName, entity_gone: true } : { entity_name: name, entity_gone: false }
  })
}

interface Target {
  readonly kind: string
  readonly id: string
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function targetOf({ entity, entity_id, before, after }: AuditTold, names: AuditNames): Target | null {
  if (Object.hasOwn(names, entity)) return entity_id === null ? null : { kind: entity, id: entity_id }
  for (const facts of [after, before]) {
    if (typeof facts !== 'object' || facts === null) continue
    for (const kind of Object.keys(names)) {
      const id: unknown = (facts as Readonly<Record<string, unknown>>)[`${kind}_id`]
      if (typeof id === 'string' && idPattern.test(id)) return { kind, id }
    }
  }
  return null
}
