// Makes a screen: an address that shows dashboards to whoever has it, without anybody signed in.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { hashToken, newRefreshToken } from '#kernel/identity/refresh-token.ts'
import { newId } from '#kernel/ids.ts'
import type { UserId } from '#kernel/ids.ts'
import { insertScreen, replaceScreenDashboards } from '../queries/screens.ts'
import type { ScreenId, ScreenState } from '../queries/screens.ts'
import type { NewScreen } from '../screen-schemas.ts'
import { checkScreenState, requireScreenDashboards, screenFacts } from './screen-checks.ts'

/** Makes a screen for its maker's own dashboards (an ADMIN's: any) and answers its token, which nobody can be told again. */
export async function createScreen(
  tx: Tx,
  input: NewScreen,
): Promise<{ readonly id: ScreenId; readonly token: string }> {
  const maker = tx.scope.user_id as UserId
  const state: ScreenState = {
    name: input.name.trim(),
    views: input.views,
    seconds_per_view: input.seconds_per_view,
    expires_on: (input.expires_on ?? null) as Day | null,
  }
  await checkScreenState(tx, state)
  const dashboardIds = await requireScreenDashboards(tx, input.dashboard_ids, maker)
  const id = newId<'screen'>()
  const token = newRefreshToken()
  await insertScreen(tx, { id, state, token_hash: hashToken(token) })
  await replaceScreenDashboards(tx, id, dashboardIds)
  await emit(tx, { type: 'kpi.screen.created', payload: { screen_id: id }, audience: [maker] })
  await recordAudit(tx, {
    action: 'screen.created',
    entity: 'screen',
    entity_id: id,
    summary: 'Écran créé.',
    after: screenFacts(state, dashboardIds),
  })
  return { id, token }
}
