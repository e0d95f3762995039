// The few questions asked before any organisation is known, through functions of the owner.
import type { Database } from '../../database/database.ts'
import type { OrganizationId, SessionId, UserId } from '../../ids.ts'

type Queries = Pick<Database, 'query'>

export interface LoginRow {
  readonly organization_id: OrganizationId
  readonly user_id: UserId
  readonly password_hash: string
  readonly is_active: boolean
}

/** The account of one normalised address. */
export async function findLogin(database: Queries, email: string): Promise<LoginRow | null> {
  const { rows } = await database.query(
    'select organization_id, user_id, password_hash, is_active from kernel.find_login($1)',
    [email],
  )
  return (rows[0] as LoginRow | undefined) ?? null
}

export interface RefreshTokenRow {
  readonly organization_id: OrganizationId
  readonly session_id: SessionId
  readonly user_id: UserId
}

export async function findRefreshToken(database: Queries, tokenHash: Buffer): Promise<RefreshTokenRow | null> {
  const { rows } = await database.query(
    'select organization_id, session_id, user_id from kernel.find_refresh_token($1)',
    [tokenHash],
  )
  return (rows[0] as RefreshTokenRow | undefined) ?? null
}

export interface AccountTokenRow {
  readonly organization_id: OrganizationId
  readonly user_id: UserId
  readonly purpose: 'INVITATION' | 'PASSWORD_RESET'
}

export async function findAccountToken(database: Queries, tokenHash: Buffer): Promise<AccountTokenRow | null> {
  const { rows } = await database.query('select organization_id, user_id, purpose from kernel.find_account_token($1)', [
    tokenHash,
  ])
  return (rows[0] as AccountTokenRow | undefined) ?? null
}
