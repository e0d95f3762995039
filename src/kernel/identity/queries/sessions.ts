// SQL of sessions and of their refresh tokens.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import type { SessionId, UserId } from '../../ids.ts'

export type EndReason = 'LOGGED_OUT' | 'REVOKED' | 'REUSED' | 'PASSWORD_CHANGED' | 'DEACTIVATED'

export interface SessionRow {
  readonly id: SessionId
  readonly user_agent: string
  readonly created_at: string
  readonly last_used_at: string
  readonly expires_at: string
}

const idleDays = 30
const absoluteDays = 180

export async function insertSession(
  tx: Tx,
  session: { readonly id: SessionId; readonly user_id: UserId; readonly user_agent: string },
): Promise<void> {
  await sql`
    insert into kernel.session (organization_id, id, user_id, user_agent, expires_at)
    values (${tx.scope.organization_id}, ${session.id}, ${session.user_id}, ${session.user_agent},
      now() + make_interval(days => ${idleDays}))`.execute(tx)
}

export async function insertRefreshToken(tx: Tx, sessionId: SessionId, tokenHash: Buffer): Promise<void> {
  await sql`
    insert into kernel.refresh_token (organization_id, token_hash, session_id)
    values (${tx.scope.organization_id}, ${tokenHash}, ${sessionId})
    on conflict do nothing`.execute(tx)
}

export interface LockedSession {
  readonly is_open: boolean
  readonly is_active: boolean
}

/** Locks one session: refreshes of the same family wait for each other. */
export async function findSessionForUpdate(tx: Tx, id: SessionId): Promise<LockedSession | null> {
  const { rows } = await sql<LockedSession>`
    select s.ended_at is null and s.expires_at > now() as is_open, u.is_active
    from kernel.session s
    join kernel."user" u on u.organization_id = s.organization_id and u.id = s.user_id
    where s.id = ${id}
    for update of s`.execute(tx)
  return rows[0] ?? null
}

export interface TokenUse {
  readonly is_used: boolean
  readonly is_in_grace: boolean
}

/** Whether a refresh token was used, and so shortly ago that the same successor is still given. */
export async function selectTokenUse(tx: Tx, tokenHash: Buffer, graceSeconds: number): Promise<TokenUse> {
  const { rows } = await sql<TokenUse>`
    select t.used_at is not null as is_used,
      coalesce(t.used_at > clock_timestamp() - make_interval(secs => ${graceSeconds}), false) as is_in_grace
    from kernel.refresh_token t
    where t.token_hash = ${tokenHash}`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error('a refresh token vanished within its transaction')
  return row
}

export async function markTokenUsed(tx: Tx, tokenHash: Buffer): Promise<void> {
  await sql`update kernel.refresh_token set used_at = clock_timestamp() where token_hash = ${tokenHash}`.execute(tx)
}

/** Keeps a session alive: 30 days from now, 180 days from its beginning at most. */
export async function updateSessionUse(tx: Tx, id: SessionId): Promise<void> {
  await sql`
    update kernel.session set last_used_at = now(),
      expires_at = least(now() + make_interval(days => ${idleDays}), created_at + make_interval(days => ${absoluteDays}))
    where id = ${id}`.execute(tx)
}

/** Ends one open session of one person; false when there is none such. */
export async function updateSessionEnd(
  tx: Tx,
  session: { readonly id: SessionId; readonly user_id: UserId },
  because: EndReason,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update kernel.session set ended_at = now(), ended_because = ${because}
    where id = ${session.id} and user_id = ${session.user_id} and ended_at is null and expires_at > now()`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Ends all open sessions of a person but one. */
export async function updateSessionsEnd(
  tx: Tx,
  { user_id, except }: { readonly user_id: UserId; readonly except: SessionId | null },
  because: EndReason,
): Promise<void> {
  await sql`
    update kernel.session set ended_at = now(), ended_because = ${because}
    where user_id = ${user_id} and ended_at is null and (${except}::uuid is null or id <> ${except}::uuid)`.execute(tx)
}

/** Open sessions, newest first. */
export async function listSessions(
  tx: Tx,
  { user_id, before, limit }: { readonly user_id: UserId; readonly before: string | null; readonly limit: number },
): Promise<readonly SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.user_agent, s.created_at, s.last_used_at, s.expires_at
    from kernel.session s
    where s.user_id = ${user_id} and s.ended_at is null and s.expires_at > now()
      and (${before}::uuid is null or s.id < ${before}::uuid)
    order by s.id desc
    limit ${limit}`.execute(tx)
  return rows
}
