// SQL of notifications.
import { sql } from 'kysely'
import type { Database, Scope, Tx } from '../../database/database.ts'
import type { Id, OrganizationId, UserId } from '../../ids.ts'
import type { Topic } from '../topics.ts'

export type NotificationId = Id<'notification'>

export interface NotificationRow {
  readonly id: NotificationId
  readonly kind: string
  readonly topic: Topic
  readonly title: string
  readonly body: string
  readonly link: string | null
  readonly read_at: string | null
  readonly created_at: string
}

export interface NewNotification extends Pick<NotificationRow, 'id' | 'kind' | 'topic' | 'title' | 'body' | 'link'> {
  readonly user_id: UserId
  readonly in_app: boolean
  readonly by_mail: boolean
  readonly about_kind: string | null
  readonly about_ids: readonly string[]
}

export async function insertNotification(tx: Tx, row: NewNotification): Promise<void> {
  await sql`
    insert into kernel.notification
      (organization_id, id, user_id, kind, topic, title, body, link, in_app, by_mail, about_kind, about_ids)
    values (${tx.scope.organization_id}, ${row.id}, ${row.user_id}, ${row.kind}, ${row.topic}, ${row.title}, ${row.body},
      ${row.link}, ${row.in_app}, ${row.by_mail}, ${row.about_kind}, ${`{${row.about_ids.join(',')}}`}::uuid[])`.execute(
    tx,
  )
}

export interface NotificationRequest {
  readonly user_id: UserId
  /** Only this topic; null for all. */
  readonly topic: Topic | null
  readonly before: string | null
  readonly limit: number
}

/** One person's notifications, newest first; those of what he may not see any more are left out by their policy. */
export async function listNotifications(
  tx: Tx,
  { user_id, topic, before, limit }: NotificationRequest,
): Promise<readonly NotificationRow[]> {
  const { rows } = await sql<NotificationRow>`
    select n.id, n.kind, n.topic, n.title, n.body, n.link, n.read_at, n.created_at
    from kernel.notification n
    where n.user_id = ${user_id} and n.in_app and (${topic}::text is null or n.topic = ${topic}::text)
      and (${before}::uuid is null or n.id < ${before}::uuid)
    order by n.id desc
    limit ${limit}`.execute(tx)
  return rows
}

export async function countUnread(tx: Tx, userId: UserId): Promise<bigint> {
  const { rows } = await sql<{ unread: bigint }>`
    select count(*) as unread
    from kernel.notification n
    where n.user_id = ${userId} and n.in_app and n.read_at is null`.execute(tx)
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

/** Somebody who is owed a letter. */
export interface Addressee {
  readonly user_id: UserId
  readonly role: Exclude<Scope['role'], 'SYSTEM'>
  readonly email: string
  readonly full_name: string
}

const isDue = sql`n.mailed_at is null and n.by_mail and n.read_at is null and n.created_at > now() - interval '1 day'`

/** The active people to whom something is owed by e-mail, and unread, of the last day. */
export async function listAddressees(tx: Tx): Promise<readonly Addressee[]> {
  const { rows } = await sql<Addressee>`
    select u.id as user_id, u.role, u.email, u.full_name
    from kernel."user" u
    where u.is_active and exists (
      select from kernel.notification n
      where n.organization_id = u.organization_id and n.user_id = u.id and ${isDue})
    order by u.id`.execute(tx)
  return rows
}

export type DueNotification = Pick<NotificationRow, 'id' | 'title' | 'body' | 'link'>

/**
 * Claims what is owed to a person for one letter, oldest first; what another process claimed meanwhile stays with it. To be
 * asked under the person's own scope: what he may not see any more is not mailed.
 */
export async function claimDue(tx: Tx, userId: UserId, limit: number): Promise<readonly DueNotification[]> {
  const { rows } = await sql<DueNotification>`
    with claimed as (
      update kernel.notification c set mailed_at = now()
      where c.mailed_at is null and c.id in (
        select n.id from kernel.notification n where n.user_id = ${userId} and ${isDue} order by n.id limit ${limit}::int)
      returning c.id, c.title, c.body, c.link)
    select d.id, d.title, d.body, d.link from claimed d order by d.id`.execute(tx)
  return rows
}

/** Gives a claim back, because the letter could not be sent. */
export async function updateUnmailed(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`update kernel.notification set mailed_at = null where id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(
    tx,
  )
}
