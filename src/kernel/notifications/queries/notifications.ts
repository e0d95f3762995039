// SQL of notifications.
import { sql } from 'kysely'
import type { Database, Tx } from '../../database/database.ts'
import type { Id, OrganizationId, UserId } from '../../ids.ts'

export type NotificationId = Id<'notification'>

export interface NotificationRow {
  readonly id: NotificationId
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly link: string | null
  readonly read_at: string | null
  readonly created_at: string
}

export interface NewNotification extends Pick<NotificationRow, 'id' | 'kind' | 'title' | 'body' | 'link'> {
  readonly user_id: UserId
}

export async function insertNotification(tx: Tx, row: NewNotification): Promise<void> {
  await sql`
    insert into kernel.notification (organization_id, id, user_id, kind, title, body, link)
    values (${tx.scope.organization_id}, ${row.id}, ${row.user_id}, ${row.kind}, ${row.title}, ${row.body}, ${row.link})`.execute(
    tx,
  )
}

/** One person's notifications, newest first. */
export async function listNotifications(
  tx: Tx,
  { user_id, before, limit }: { readonly user_id: UserId; readonly before: string | null; readonly limit: number },
): Promise<readonly NotificationRow[]> {
  const { rows } = await sql<NotificationRow>`
    select n.id, n.kind, n.title, n.body, n.link, n.read_at, n.created_at
    from kernel.notification n
    where n.user_id = ${user_id} and (${before}::uuid is null or n.id < ${before}::uuid)
    order by n.id desc
    limit ${limit}`.execute(tx)
  return rows
}

export async function countUnread(tx: Tx, userId: UserId): Promise<bigint> {
  const { rows } = await sql<{ unread: bigint }>`
    select count(*) as unread from kernel.notification n where n.user_id = ${userId} and n.read_at is null`.execute(tx)
  return rows[0]?.unread ?? 0n
}

/** Marks those of these that are the person's own and unread; answers how many. */
export async function updateRead(tx: Tx, userId: UserId, ids: readonly string[]): Promise<bigint> {
  const { numAffectedRows } = await sql`
    update kernel.notification set read_at = now()
    where user_id = ${userId} and read_at is null and id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(tx)
  return numAffectedRows ?? 0n
}

/** Organisations in which somebody is owed a letter. */
export async function listOrganizationsToMail(database: Pick<Database, 'query'>): Promise<readonly OrganizationId[]> {
  const { rows } = await database.query('select o.id from kernel.organizations_to_mail() as o (id)')
  return rows.map((row) => row['id'] as OrganizationId)
}

export interface DueNotification extends Pick<NotificationRow, 'id' | 'title' | 'body' | 'link'> {
  readonly user_id: UserId
  readonly email: string
  readonly full_name: string
}

/** What is owed by e-mail to active people, and unread: of the last day, oldest first. */
export async function listDue(tx: Tx, limit: number): Promise<readonly DueNotification[]> {
  const { rows } = await sql<DueNotification>`
    select n.id, n.title, n.body, n.link, n.user_id, u.email, u.full_name
    from kernel.notification n
    join kernel."user" u on u.organization_id = n.organization_id and u.id = n.user_id
    where n.mailed_at is null and n.read_at is null and n.created_at > now() - interval '1 day' and u.is_active
    order by n.id
    limit ${limit}`.execute(tx)
  return rows
}

/** Claims notifications for one letter: those that no other process claimed meanwhile. */
export async function updateMailed(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update kernel.notification set mailed_at = now()
    where id = any (${`{${ids.join(',')}}`}::uuid[]) and mailed_at is null
    returning id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Gives a claim back, because the letter could not be sent. */
export async function updateUnmailed(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`update kernel.notification set mailed_at = null where id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(
    tx,
  )
}
