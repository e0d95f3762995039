// What the actions on actions (of an action plan) share.
import type { Tx } from '#kernel/database/database.ts'
import { parseDay } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import { findAction, lockAction } from '../queries/actions.ts'
import type { ActionId, ActionRow, ActionState } from '../queries/actions.ts'

/** Locks an action that the person may see. Throws NOT_FOUND. */
export async function holdAction(tx: Tx, id: ActionId): Promise<ActionRow> {
  await lockAction(tx, id)
  const action = await findAction(tx, id)
  if (action === null) throw notFound()
  return action
}

/** A due date from the wire; the schema has checked its form, not whether the day exists. */
export function readDueDate(text: string | null): Day | null {
  if (text === null) return null
  const day = parseDay(text)
  if (day !== null) return day
  throw unprocessable([
    { pointer: '/due_date', code: 'VALUE_INVALID', detail: 'Cette échéance n’est pas un jour du calendrier.' },
  ])
}

/** What the audit keeps of an action: no text that people wrote. */
export function actionFacts(state: ActionState): Record<string, string | number | null> {
  const { owner_id, due_date, progress, status } = state
  return { owner_id, due_date, progress, status }
}

type Located = Pick<ActionRow, 'dashboard_id' | 'kpi_id' | 'audience'>

/** Tells those who see the dashboard. */
export async function emitAction(
  tx: Tx,
  verb: 'created' | 'updated' | 'deleted',
  id: ActionId,
  at: Located,
): Promise<void> {
  await emit(tx, {
    type: `kpi.action.${verb}`,
    payload: { dashboard_id: at.dashboard_id, kpi_id: at.kpi_id, action_id: id },
    audience: at.audience,
  })
}
