// REST of the audit, for ADMINs.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { parseDay, parseInstant } from '../dates.ts'
import { endpoint } from '../http/endpoint.ts'
import { fetchLimit, pageOf, readCursor } from '../http/paging.ts'
import { Instant, Nullable, Page, paging, Shape, Uuid } from '../http/schemas.ts'
import { unprocessable } from '../problem.ts'
import type { Violation } from '../problem.ts'
import type { Services } from '../services.ts'
import type { AuditEntry } from './chain.ts'
import { listEntries } from './queries/entries.ts'
import type { AuditFilter } from './queries/entries.ts'
import { findSubjects, kernelNames } from './subjects.ts'
import type { AuditNames, Subject } from './subjects.ts'
import { verifyAudit } from './verify.ts'

const Moment = Type.String({ minLength: 10, maxLength: 40, examples: ['2025-12-31', '2025-12-31T09:30:00Z'] })

const AuditShape = Shape({
  seq: Type.Integer(),
  at: Instant,
  actor_id: Nullable(Uuid),
  action: Type.String({ examples: ['auth.logged_in'] }),
  entity: Type.String({ examples: ['user'] }),
  entity_id: Nullable(Uuid),
  /** What the entry is about, by its present name; null where it is about nothing that has one. */
  entity_name: Nullable(Type.String({ examples: ['Taux de service', '(supprimé)'] })),
  entity_gone: Type.Boolean(),
  summary: Type.String(),
  before: Type.Unknown(),
  after: Type.Unknown(),
  hash: Type.String(),
  prev_hash: Type.String(),
})

const VerdictShape = Shape({
  ok: Type.Boolean(),
  entries: Type.Integer(),
  head: Nullable(Type.String()),
  first_broken: Nullable(Type.Integer()),
})

/** Names as they are when the file is made, beside the ids that never change. */
const auditFile = {
  name: 'audit',
  columns: {
    seq: 'Numéro',
    at: 'Instant',
    actor_id: 'Id auteur',
    action: 'Acte',
    entity: 'Nature',
    entity_name: 'Objet',
    summary: 'Résumé',
    entity_id: 'Id objet',
    before: 'Avant',
    after: 'Après',
    prev_hash: 'Empreinte précédente',
    hash: 'Empreinte',
  },
}

const AuditQuery = Shape({
  from: Type.Optional(Moment),
  to: Type.Optional(Moment),
  actor_id: Type.Optional(Uuid),
  action: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  entity_id: Type.Optional(Uuid),
  ...paging,
})

/** Adds /audit and /audit/verify. `names` finds what entries of the modules are about. */
export function addAuditRoutes(app: FastifyInstance, services: Services, names: AuditNames): void {
  const known = { ...names, ...kernelNames }
  endpoint(app, {
    method: 'GET',
    path: '/audit',
    permission: 'audit.read',
    operation_id: 'listAudit',
    summary: 'What happened, newest first; days are those of the organisation’s time zone',
    tag: 'Audit',
    query: AuditQuery,
    file: auditFile,
    answers: { 200: Page(AuditShape) },
    handle: async ({ scope, query }) => {
      const filter = { ...query, ...readMoments(query) }
      const key = readCursor(query, 1)
      const slice = { before: key === null ? null : String(key[0]), limit: fetchLimit(query) }
      return services.database.read(scope, async (tx) => {
        const rows = await listEntries(tx, filter, slice)
        const page = pageOf(rows, query, ({ seq }) => [seq.toString()])
        const items = page.items.map(toWire)
        const subjects = await findSubjects(tx, items, known)
        return { ...page, items: items.map((item, index) => ({ ...item, ...(subjects[index] as Subject) })) }
      })
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/audit/verify',
    permission: 'audit.read',
    operation_id: 'verifyAudit',
    summary: 'Recompute the whole chain and name the first broken entry',
    tag: 'Audit',
    answers: { 200: VerdictShape },
    handle: async ({ scope }) => {
      const { first_broken, ...verdict } = await verifyAudit(services.database, scope.organization_id)
      // the serializer writes bigint only where a number alone is allowed, not null
      return { ...verdict, first_broken: first_broken === null ? null : Number(first_broken) }
    },
  })
}

function toWire(entry: AuditEntry) {
  const { organization_id: _, before, after, hash, prev_hash, ...rest } = entry
  return { ...rest, before: stateOf(before), after: stateOf(after), hash: hexOf(hash), prev_hash: hexOf(prev_hash) }
}

/** Stored as canonical text, because the text is what is hashed. A text that somebody broke is shown as it is. */
function stateOf(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

type Bounds = Pick<AuditFilter, 'from' | 'to'>

/** Days stay as they are; instants are written in UTC, because PostgreSQL does not read every offset that RFC 3339 can write. */
function readMoments(query: Bounds): Bounds {
  const bounds = (['from', 'to'] as const).flatMap((name) => {
    const text = query[name]
    return text === undefined
      ? []
      : [{ name, text: text.length === 10 ? parseDay(text) : parseInstant(text)?.toString() }]
  })
  const wrong = bounds.filter(({ text }) => text === null || text === undefined)
  if (wrong.length > 0) throw unprocessable(wrong.map(({ name }) => invalidMoment(name)))
  return Object.fromEntries(bounds.map(({ name, text }) => [name, text]))
}

function invalidMoment(name: string): Violation {
  const detail = 'Écrivez un jour (2025-12-31) ou un instant (2025-12-31T09:30:00Z).'
  return { pointer: `/${name}`, code: 'INVALID_DATE', detail }
}
