// SQL of the single-use tokens behind mailed links.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import type { UserId } from '../../ids.ts'
import type { Letter } from '../../notifications/queue.ts'

export interface NewAccountToken {
  readonly token_hash: Buffer
  readonly user_id: UserId
  readonly purpose: Letter
  readonly ttl_seconds: number
}

export async function insertAccountToken(tx: Tx, token: NewAccountToken): Promise<void> {
  await sql`
    insert into kernel.account_token (organization_id, token_hash, user_id, purpose, expires_at)
    values (${tx.scope.organization_id}, ${token.token_hash}, ${token.user_id}, ${token.purpose},
      now() + make_interval(secs => ${token.ttl_seconds}))`.execute(tx)
}

/** Whether a token could still be used; it is not used up by asking. */
export async function isTokenGood(tx: Tx, tokenHash: Buffer): Promise<boolean> {
  const { rows } = await sql<{ good: boolean }>`
    select t.used_at is null and t.expires_at > now() and u.is_active as good
    from kernel.account_token t
    join kernel."user" u on u.organization_id = t.organization_id and u.id = t.user_id
    where t.token_hash = ${tokenHash}`.execute(tx)
  return rows[0]?.good === true
}

/** Uses a token up; false when somebody else did, or its time is over. */
export async function updateTokenUsed(tx: Tx, tokenHash: Buffer): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update kernel.account_token set used_at = now()
    where token_hash = ${tokenHash} and used_at is null and expires_at > now()`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Earlier links of a person stop working. */
export async function deleteUnusedTokens(tx: Tx, userId: UserId): Promise<void> {
  await sql`delete from kernel.account_token where user_id = ${userId} and used_at is null`.execute(tx)
}
