// Changes what a screen shows and how long; its address stays.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { findScreen, replaceScreenDashboards, updateScreenRow } from '../queries/screens.ts'
import type { ScreenId, ScreenRow, ScreenState } from '../queries/screens.ts'
import type { ScreenChange } from '../screen-schemas.ts'
import { checkScreenState, holdScreen, requireScreenDashboards, screenFacts } from './screen-checks.ts'

export interface ScreenUpdate {
  readonly id: ScreenId
  readonly change: ScreenChange
  readonly if_match: string | null
}

export async function updateScreen(tx: Tx, { id, change, if_match }: ScreenUpdate): Promise<ScreenRow> {
  const current = await holdScreen(tx, id, 'screen.update')
  requireMatch(if_match, current)
  const state: ScreenState = {
    name: change.name?.trim() ?? current.name,
    views: change.views ?? current.views,
    seconds_per_view: change.seconds_per_view ?? current.seconds_per_view,
    expires_on: change.expires_on === undefined ? current.expires_on : (change.expires_on as Day | null),
  }
  await checkScreenState(tx, { views: state.views, expires_on: change.expires_on })
  const before = current.dashboards.map((one) => one.dashboard_id)
  const wanted = change.dashboard_ids
  const dashboardIds = wanted === undefined ? before : await requireScreenDashboards(tx, wanted, current.created_by)
  await updateScreenRow(tx, id, state)
  if (wanted !== undefined) await replaceScreenDashboards(tx, id, dashboardIds)
  await emit(tx, { type: 'kpi.screen.updated', payload: { screen_id: id }, audience: [current.created_by] })
  await recordAudit(tx, {
    action: 'screen.updated',
    entity: 'screen',
    entity_id: id,
    summary: 'Écran modifié.',
    before: screenFacts(current, before),
    after: screenFacts(state, dashboardIds),
  })
  return (await findScreen(tx, id)) as ScreenRow
}
