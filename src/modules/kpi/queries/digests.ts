// SQL of digests: whose turn it is, what changed, and what was told.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import type { DigestKpi, Listed } from '../rules/digest.ts'
import { latestValue, today } from './latest.ts'
import type { Moment } from './reminders.ts'

export interface DigestReaderRow {
  readonly user_id: UserId
  readonly role: 'ADMIN' | 'USER'
  readonly email: string
  readonly full_name: string
  readonly organization_name: string
  readonly digest: 'DAILY' | 'WEEKLY'
  /** The day whose digest is due. */
  readonly day: Day
  readonly today: Day
}

/** The minutes after which a claim whose process fell silent may be taken over. */
const claimMinutes = 10

/** Active people whose digest of the day, or of the week, is due and not settled. */
export async function listDigestReaders(tx: Tx, moment: Moment): Promise<readonly DigestReaderRow[]> {
  const { rows } = await sql<DigestReaderRow>`
    select p.user_id, u.role, u.email, u.full_name, o.name as organization_name, p.digest, due.day, l.at::date as today
    from kernel.notification_preference p
    join kernel."user" u on u.organization_id = p.organization_id and u.id = p.user_id and u.is_active
    join kernel.organization o on o.id = p.organization_id
    cross join lateral (select coalesce(${moment}::timestamptz, now()) at time zone o.time_zone as at) l
    cross join lateral (
      select case p.digest when 'DAILY' then l.at::date
        else date_trunc('week', l.at)::date + p.digest_weekday - 1 end as day) due
    where p.digest <> 'NONE' and l.at >= due.day + make_interval(hours => p.digest_hour) and not exists (
      select from kpi.digest g
      where g.organization_id = p.organization_id and g.user_id = p.user_id and g.day = due.day
        and g.settled_at is not null)
    order by p.user_id`.execute(tx)
  return rows
}

export interface DigestClaimRow {
  readonly told_from: string
  readonly told_until: string
  /** Names this claim: whoever takes it over later has another. */
  readonly claimed_at: string
  /** What the last letter that was sent said. */
  readonly last_hash: string | null
}

/** Claims a digest for this process; null when another has it, or it is settled. */
export async function claimDigest(
  tx: Tx,
  { user_id, day, digest }: Pick<DigestReaderRow, 'user_id' | 'day' | 'digest'>,
  moment: Moment,
): Promise<DigestClaimRow | null> {
  const now = sql`coalesce(${moment}::timestamptz, now())`
  const span = digest === 'DAILY' ? '1 day' : '7 days'
  const { rows } = await sql<DigestClaimRow>`
    insert into kpi.digest (organization_id, user_id, day, told_from, told_until, claimed_at)
    values (${tx.scope.organization_id}, ${user_id}, ${day}::date, coalesce((
      select max(g.told_until) from kpi.digest g where g.user_id = ${user_id} and g.settled_at is not null),
      ${now} - ${span}::interval), ${now}, ${now})
    on conflict (organization_id, user_id, day) do update
    set claimed_at = excluded.claimed_at, told_until = excluded.told_until
    where digest.settled_at is null and digest.claimed_at <= excluded.claimed_at - make_interval(mins => ${claimMinutes}::int)
    returning told_from, told_until, claimed_at, (
      select g.content_hash from kpi.digest g
      where g.user_id = ${user_id} and g.was_sent order by g.day desc limit 1) as last_hash`.execute(tx)
  return rows[0] ?? null
}

/** Settles a claimed digest, sent or not worth sending. */
export async function settleDigest(
  tx: Tx,
  {
    user_id,
    day,
    content_hash,
    was_sent,
  }: Pick<DigestReaderRow, 'user_id' | 'day'> & { readonly content_hash: string; readonly was_sent: boolean },
): Promise<void> {
  await sql`
    update kpi.digest set settled_at = now(), content_hash = ${content_hash}, was_sent = ${was_sent}
    where user_id = ${user_id} and day = ${day}::date`.execute(tx)
}

/** Gives this claim back, because the letter could not be sent; one that another process took over stays his. */
export async function releaseDigest(
  tx: Tx,
  { user_id, day, claimed_at }: Pick<DigestReaderRow, 'user_id' | 'day'> & Pick<DigestClaimRow, 'claimed_at'>,
): Promise<void> {
  await sql`
    delete from kpi.digest
    where user_id = ${user_id} and day = ${day}::date and settled_at is null and claimed_at = ${claimed_at}::timestamptz`.execute(
    tx,
  )
}

export interface ChangeRequest {
  readonly from: string
  readonly until: string
  readonly limit: number
}

/** Visible KPIs whose latest value was written in this time and has another status than the one before, worst first. */
export async function listChangedStatuses(tx: Tx, { from, until, limit }: ChangeRequest): Promise<Listed<DigestKpi>> {
  const { rows } = await sql<DigestKpi & { readonly total: number; readonly is_first: boolean }>`
    select k.id as kpi_id, k.name, d.title as dashboard_title, latest.period_label, latest.status, latest.critical,
      latest.explanation, latest.period_end >= ${today} as provisional,
      case when d.approval_required then latest.approval end as approval, p.status as previous_status, p.found is null as is_first, count(*) over ()::int as total
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    ${latestValue}
    join kpi.value w on w.organization_id = k.organization_id and w.id = latest.id
      and w.updated_at > ${from}::timestamptz and w.updated_at <= ${until}::timestamptz
    left join lateral (
      select true as found, v.status
      from kpi.value v
      where v.organization_id = k.organization_id and v.kpi_id = k.id and v.period_start < latest.period_start
      order by v.period_start desc
      limit 1
    ) p on true
    where k.is_active and latest.status is distinct from p.status
      and (p.found or latest.status in ('ORANGE', 'RED'))
    order by array_position(array['RED', 'ORANGE', 'GREEN'], latest.status), latest.critical desc, lower(k.name), k.id
    limit ${limit}::int`.execute(tx)
  const items = rows.map(({ total: _total, is_first, previous_status, ...kpi }) =>
    is_first ? kpi : { ...kpi, previous_status: previous_status ?? null },
  )
  return { items, total: rows[0]?.total ?? 0 }
}
