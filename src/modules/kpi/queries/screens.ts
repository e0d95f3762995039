// SQL of screens. An ADMIN sees all of the organisation, others those they made.
import { sql } from 'kysely'
import type { Database, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id, OrganizationId, UserId } from '#kernel/ids.ts'
import type { ScreenView } from '../rules/screen.ts'
import type { Screen } from '../screen-schemas.ts'
import type { DashboardId } from './dashboards.ts'
import { today } from './latest.ts'

export type ScreenId = Id<'screen'>

/** The wire's screen. */
export type ScreenRow = Omit<Screen, 'id' | 'created_by' | 'expires_on'> & {
  readonly id: ScreenId
  readonly created_by: UserId
  readonly expires_on: Day | null
}

export async function listScreens(
  tx: Tx,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly ScreenRow[]> {
  const { rows } = await sql<ScreenRow>`
    ${screens}
    where ${isShown} and (${after}::uuid is null or s.id > ${after}::uuid)
    order by s.id
    limit ${limit}::int`.execute(tx)
  return rows
}

/** A screen that the person in scope may see. */
export async function findScreen(tx: Tx, id: ScreenId): Promise<ScreenRow | null> {
  const { rows } = await sql<ScreenRow>`${screens} where ${isShown} and s.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** Makes other writers of this screen wait until the end of the transaction. */
export async function lockScreen(tx: Tx, id: ScreenId): Promise<void> {
  await sql`select 1 from kpi.screen s where s.id = ${id} for update`.execute(tx)
}

const isShown = sql`
  ((select kernel.scope_role()) in ('ADMIN', 'SYSTEM') or s.created_by = (select kernel.scope_user()))`

const screens = sql`
  select s.id, s.name, shown.dashboards, named.count - json_array_length(shown.dashboards) as hidden_dashboards, s.views,
    s.seconds_per_view, s.expires_on,
    case when not u.is_active then 'MAKER_INACTIVE' when s.expires_on < ${today} then 'EXPIRED' else 'ACTIVE' end as state,
    s.created_by, u.full_name as created_by_name, s.last_seen_at, s.created_at, s.updated_at
  from kpi.screen s
  join kernel."user" u on u.organization_id = s.organization_id and u.id = s.created_by
  cross join lateral (
    select count(*)::int as count
    from kpi.screen_dashboard p
    where p.organization_id = s.organization_id and p.screen_id = s.id
  ) named
  cross join lateral (
    select coalesce(json_agg(json_build_object('dashboard_id', d.id, 'title', d.title) order by p.position), '[]'::json)
      as dashboards
    from kpi.screen_dashboard p
    join kpi.visible_dashboard d on d.organization_id = p.organization_id and d.id = p.dashboard_id
    where p.organization_id = s.organization_id and p.screen_id = s.id
  ) shown`

export interface NamedDashboardRow {
  readonly id: DashboardId
  readonly owner_id: UserId
  readonly audience: readonly UserId[] | null
}

/** Those of these dashboards that the person in scope may see. */
export async function listNamedDashboards(tx: Tx, ids: readonly string[]): Promise<readonly NamedDashboardRow[]> {
  const { rows } = await sql<NamedDashboardRow>`
    select d.id, d.owner_id, d.audience
    from kpi.visible_dashboard d
    where d.id = any(${list(ids)}::uuid[])`.execute(tx)
  return rows
}

export interface ScreenState {
  readonly name: string
  readonly views: readonly ScreenView[]
  readonly seconds_per_view: number
  readonly expires_on: Day | null
}

export async function insertScreen(
  tx: Tx,
  { id, state, token_hash }: { readonly id: ScreenId; readonly state: ScreenState; readonly token_hash: Buffer },
): Promise<void> {
  await sql`
    insert into kpi.screen (organization_id, id, name, token_hash, views, seconds_per_view, expires_on, created_by)
    values (${tx.scope.organization_id}, ${id}, ${state.name}, ${token_hash}, ${list(state.views)}::text[],
      ${state.seconds_per_view}, ${state.expires_on}::date, ${tx.scope.user_id}::uuid)`.execute(tx)
}

export async function updateScreenRow(tx: Tx, id: ScreenId, state: ScreenState): Promise<void> {
  await sql`
    update kpi.screen
    set name = ${state.name}, views = ${list(state.views)}::text[], seconds_per_view = ${state.seconds_per_view},
      expires_on = ${state.expires_on}::date, updated_at = clock_timestamp()
    where id = ${id}`.execute(tx)
}

/** Puts these dashboards on a screen, in this order, in place of those it had. */
export async function replaceScreenDashboards(tx: Tx, id: ScreenId, dashboardIds: readonly string[]): Promise<void> {
  await sql`delete from kpi.screen_dashboard where screen_id = ${id}`.execute(tx)
  await sql`
    insert into kpi.screen_dashboard (organization_id, screen_id, position, dashboard_id)
    select ${tx.scope.organization_id}, ${id}, g.position, g.dashboard_id
    from unnest(${list(dashboardIds)}::uuid[]) with ordinality as g (dashboard_id, position)`.execute(tx)
}

export async function deleteScreenRow(tx: Tx, id: ScreenId): Promise<void> {
  await sql`delete from kpi.screen where id = ${id}`.execute(tx)
}

/** Uuids and the words of views have no character that an array's text would have to quote. */
function list(items: readonly string[]): string {
  return `{${items.join(',')}}`
}

// What a screen may read

/** Under whose rights a screen is shown. */
export interface ScreenToken {
  readonly organization_id: OrganizationId
  readonly screen_id: ScreenId
  readonly user_id: UserId
  readonly role: 'ADMIN' | 'USER'
}

/** The screen of a token, while its maker is active and its last day not over; asked before any organisation is known. */
export async function findScreenToken(
  database: Pick<Database, 'query'>,
  tokenHash: Buffer,
): Promise<ScreenToken | null> {
  const { rows } = await database.query('select organization_id, screen_id, user_id, role from kpi.find_screen($1)', [
    tokenHash,
  ])
  return (rows[0] as ScreenToken | undefined) ?? null
}

/** From here to the end of the transaction, only the dashboards of this screen exist. */
export async function narrowToScreen(tx: Tx, id: ScreenId): Promise<void> {
  await sql`select set_config('socle.screen', ${id}::text, true)`.execute(tx)
}

export interface ShownScreenRow {
  readonly name: string
  readonly organization_name: string
  readonly time_zone: string
  readonly views: readonly ScreenView[]
  readonly seconds_per_view: number
  readonly as_of: string
  readonly today: Day
  readonly is_seen: boolean
  readonly dashboards: readonly { readonly dashboard_id: DashboardId; readonly title: string }[]
}

/** A screen as it is to be shown now; null when it was deleted meanwhile. */
export async function findShownScreen(tx: Tx, id: ScreenId): Promise<ShownScreenRow | null> {
  const { rows } = await sql<ShownScreenRow>`
    select s.name, o.name as organization_name, o.time_zone, s.views, s.seconds_per_view, now() as as_of, ${today} as today,
      coalesce(s.last_seen_at > now() - interval '1 minute', false) as is_seen, shown.dashboards
    from kpi.screen s
    join kernel.organization o on o.id = s.organization_id
    cross join lateral (
      select coalesce(json_agg(json_build_object('dashboard_id', d.id, 'title', d.title) order by p.position), '[]'::json)
        as dashboards
      from kpi.screen_dashboard p
      join kpi.visible_dashboard d on d.organization_id = p.organization_id and d.id = p.dashboard_id
      where p.organization_id = s.organization_id and p.screen_id = s.id
    ) shown
    where s.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

export async function updateLastSeen(tx: Tx, id: ScreenId): Promise<void> {
  await sql`update kpi.screen set last_seen_at = now() where id = ${id}`.execute(tx)
}
