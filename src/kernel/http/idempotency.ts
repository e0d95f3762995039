// Idempotency-Key: the same key with the same body gets the first answer again, with another body it is a conflict.
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Database, Scope } from '../database/database.ts'
import { Problem, unprocessable } from '../problem.ts'

export interface GivenAnswer {
  readonly status: number
  /** As it is sent: JSON. */
  readonly body: unknown
}

export interface Once {
  readonly database: Database
  readonly scope: Scope
  /** Null when the client sent no key: then the work is simply done. */
  readonly key: string | null
  /** Everything that makes the demand what it is: address, fields, checksum of a file. */
  readonly fingerprint: readonly string[]
}

const keyCharactersMax = 200
/** A claim without an answer for this long belongs to a process that died. */
const claimMinutesMax = 15

/** The key of a request; null without one. Throws VALUE_INVALID for an empty or over-long one. */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  if (header === undefined) return null
  if (typeof header === 'string' && header.trim() !== '' && header.length <= keyCharactersMax) return header
  const detail = `L’en-tête Idempotency-Key porte de 1 à ${keyCharactersMax} caractères.`
  throw unprocessable([{ pointer: '/headers/idempotency-key', code: 'VALUE_INVALID', detail }])
}

/** Does the work once per key. Work that throws leaves no trace: the same key may be tried again. */
export async function answerOnce(once: Once, work: () => Promise<GivenAnswer>): Promise<GivenAnswer> {
  const { key } = once
  if (key === null) return work()
  const hash = createHash('sha256').update(JSON.stringify(once.fingerprint)).digest('hex')
  const earlier = await claim(once, { key, hash })
  if (earlier !== null) return earlier
  try {
    const answer = await work()
    await keep(once, key, answer)
    return answer
  } catch (error) {
    await release(once, key)
    throw error
  }
}

interface KeptRow {
  readonly same: boolean
  readonly status: number | null
  readonly answer: unknown
}

/** Takes the key; null when it is ours now, else the answer that was given. */
async function claim(
  { database, scope }: Once,
  { key, hash }: { readonly key: string; readonly hash: string },
): Promise<GivenAnswer | null> {
  return database.transaction(scope, async (tx) => {
    const taken = await sql`
      insert into kernel.idempotency_key (organization_id, user_id, key, body_hash)
      values (${scope.organization_id}, ${scope.user_id}, ${key}, decode(${hash}, 'hex'))
      on conflict (organization_id, user_id, key) do update
        set body_hash = excluded.body_hash, created_at = now()
        where idempotency_key.status is null
          and idempotency_key.created_at < now() - make_interval(mins => ${claimMinutesMax}::int)
      returning 1`.execute(tx)
    if (taken.rows.length > 0) return null
    const { rows } = await sql<KeptRow>`
      select k.body_hash = decode(${hash}, 'hex') as same, k.status, k.answer
      from kernel.idempotency_key k
      where k.user_id = ${scope.user_id} and k.key = ${key}`.execute(tx)
    return givenBefore(rows[0])
  })
}

function givenBefore(kept: KeptRow | undefined): GivenAnswer {
  if (kept !== undefined && !kept.same) {
    throw new Problem(409, 'IDEMPOTENCY_KEY_REUSED', 'Cette clé d’idempotence a déjà servi à une autre demande.')
  }
  if (kept === undefined || kept.status === null) {
    throw new Problem(409, 'IDEMPOTENCY_IN_PROGRESS', 'La même demande est en cours : attendez sa fin.')
  }
  return { status: kept.status, body: kept.answer }
}

async function keep({ database, scope }: Once, key: string, answer: GivenAnswer): Promise<void> {
  await database.transaction(scope, async (tx) => {
    await sql`
      update kernel.idempotency_key k
      set status = ${answer.status}::int, answer = ${JSON.stringify(answer.body)}::jsonb
      where k.user_id = ${scope.user_id} and k.key = ${key}`.execute(tx)
  })
}

async function release({ database, scope }: Once, key: string): Promise<void> {
  await database.transaction(scope, async (tx) => {
    await sql`
      delete from kernel.idempotency_key k
      where k.user_id = ${scope.user_id} and k.key = ${key} and k.status is null`.execute(tx)
  })
}
