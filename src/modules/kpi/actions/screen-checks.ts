// What the actions on screens share: rights, and what a request may ask for.
import type { Tx } from '#kernel/database/database.ts'
import { parseDay } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { selectToday } from '../queries/import-kpis.ts'
import { findActiveMember } from '../queries/people.ts'
import { findScreen, listNamedDashboards, lockScreen } from '../queries/screens.ts'
import type { NamedDashboardRow, ScreenId, ScreenRow, ScreenState } from '../queries/screens.ts'
import { policy } from '../rules/policy.ts'
import { findTwice } from '../rules/screen.ts'

/** Locks a screen for a change. Throws NOT_FOUND when it is neither his nor he an ADMIN. */
export async function holdScreen(tx: Tx, id: ScreenId, verb: 'screen.update' | 'screen.delete'): Promise<ScreenRow> {
  await lockScreen(tx, id)
  const screen = await findScreen(tx, id)
  if (screen === null) throw notFound()
  authorize(policy[verb], tx.scope, { owners: [screen.created_by] })
  return screen
}

/**
 * The dashboards of a request, in its order. Throws UNKNOWN_DASHBOARD, VALUE_INVALID for one named twice, FORBIDDEN for one
 * that is another's, OWNER_CANNOT_SEE for one that the screen's maker could not see.
 */
export async function requireScreenDashboards(
  tx: Tx,
  wanted: readonly string[],
  maker: UserId,
): Promise<readonly string[]> {
  const ids = wanted.map((id) => id.toLowerCase())
  const found = new Map((await listNamedDashboards(tx, ids)).map((row) => [String(row.id), row]))
  const violations: Violation[] = findTwice('/dashboard_ids', ids).map(invalid)
  ids.forEach((id, index) => {
    if (!found.has(id)) violations.push({ ...unknownDashboard, pointer: `/dashboard_ids/${index}` })
  })
  if (violations.length > 0) throw unprocessable(violations)
  for (const row of found.values()) authorize(policy['screen.create'], tx.scope, { owners: [row.owner_id] })
  if (maker !== tx.scope.user_id) await requireMakerSees(tx, maker, [...found.values()])
  return ids
}

const unknownDashboard = { code: 'UNKNOWN_DASHBOARD', detail: 'Ce tableau de bord n’existe pas ici.' }

async function requireMakerSees(tx: Tx, maker: UserId, rows: readonly NamedDashboardRow[]): Promise<void> {
  const member = await findActiveMember(tx, maker)
  const unseen = rows.some(({ audience }) => audience !== null && !audience.includes(maker))
  if (member?.role === 'ADMIN' || !unseen) return
  const detail = 'La personne qui a créé l’écran ne voit pas ce tableau de bord : l’écran ne le montrerait pas.'
  throw unprocessable([{ pointer: '/dashboard_ids', code: 'OWNER_CANNOT_SEE', detail }])
}

/** Refuses a view named twice and a last day that is already over or does not exist. */
export async function checkScreenState(
  tx: Tx,
  { views, expires_on }: { readonly views: readonly string[]; readonly expires_on: string | null | undefined },
): Promise<void> {
  const violations = findTwice('/views', views).map(invalid)
  if (typeof expires_on === 'string') {
    const day = parseDay(expires_on)
    if (day === null || day < (await selectToday(tx)))
      violations.push(invalid({ pointer: '/expires_on', detail: 'Choisissez un jour à venir.' }))
  }
  if (violations.length > 0) throw unprocessable(violations)
}

function invalid({ pointer, detail }: { readonly pointer: string; readonly detail: string }): Violation {
  return { pointer, code: 'VALUE_INVALID', detail }
}

/** What the audit keeps of a screen: no name, and nothing of its token. */
export function screenFacts(
  { views, seconds_per_view, expires_on }: Omit<ScreenState, 'name'>,
  dashboardIds: readonly string[],
): Readonly<Record<string, string | number | readonly string[] | Day | null>> {
  return { views, seconds_per_view, expires_on, dashboard_ids: dashboardIds }
}
