// What the actions on actions (of an action plan) share.
import type { Tx } from '#kernel/database/database.ts'
import { parseDay } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import { findAction, lockAction } from '../queries/actions.ts'
import type { ActionId, ActionRow, ActionState } from '../queries/actions.ts'
import { stepAfter } from '../rules/action-step.ts'
import { periodStartMax, periodStartMin } from '../rules/period.ts'
import type { ActionChange } from '../schemas.ts'
import { requireOwnerWhoSees } from './kpi-checks.ts'

/** Locks an action that the person may see. Throws NOT_FOUND. */
export async function holdAction(tx: Tx, id: ActionId): Promise<ActionRow> {
  await lockAction(tx, id)
  const action = await findAction(tx, id)
  if (action === null) throw notFound()
  return action
}

const initial: ActionState = {
  title: '',
  description: null,
  owner_id: null,
  due_date: null,
  progress: 0,
  status: 'OPEN',
  step: 'PLAN',
  priority: 'NORMAL',
  cause: null,
  accountable_id: null,
  consulted_ids: [],
  informed_ids: [],
  effective_on: null,
}

/** What a change makes of an action; null for a new one. Throws VALUE_INVALID for an impossible day. */
export function mergeAction(current: ActionState | null, change: ActionChange): ActionState {
  const before = current ?? initial
  const status = change.status ?? before.status
  const id = (text: string | null | undefined, kept: string | null): string | null =>
    text === undefined ? kept : (text?.toLowerCase() ?? null)
  const ids = (texts: readonly string[] | undefined, kept: readonly string[]): readonly string[] =>
    texts === undefined ? kept : Array.from(new Set(texts.map((text) => text.toLowerCase()))).sort()
  const day = (pointer: string, text: string | null | undefined, kept: Day | null): Day | null =>
    text === undefined ? kept : readWireDay(pointer, text)
  return {
    title: change.title ?? before.title,
    description: change.description === undefined ? before.description : change.description,
    owner_id: id(change.owner_id, before.owner_id),
    due_date: day('/due_date', change.due_date, before.due_date),
    progress: change.progress ?? before.progress,
    status,
    step: change.step ?? (status === before.status && current !== null ? before.step : stepAfter(before.step, status)),
    priority: change.priority ?? before.priority,
    cause: change.cause === undefined ? before.cause : change.cause,
    accountable_id: id(change.accountable_id, before.accountable_id),
    consulted_ids: ids(change.consulted_ids, before.consulted_ids),
    informed_ids: ids(change.informed_ids, before.informed_ids),
    effective_on: day('/effective_on', change.effective_on, before.effective_on),
  }
}

/** A day from the wire; the schema has checked its form, not whether the day exists. */
function readWireDay(pointer: string, text: string | null): Day | null {
  if (text === null) return null
  const day = parseDay(text)
  const isSane = day !== null && (pointer === '/due_date' || (day >= periodStartMin && day <= periodStartMax))
  if (isSane) return day
  const detail =
    day === null ? 'Cette date n’est pas un jour du calendrier.' : 'Cette date sort des années 1990 à 2100.'
  throw unprocessable([{ pointer, code: 'VALUE_INVALID', detail }])
}

/** Refuses people who newly get a part in an action and are not members, or could not see it. */
export async function requirePeopleWhoSee(
  tx: Tx,
  { before, after, audience }: { before: ActionState | null; after: ActionState; audience: ActionRow['audience'] },
): Promise<void> {
  const parts = [
    { field: 'owner_id', before: [before?.owner_id], after: [after.owner_id], isList: false },
    { field: 'accountable_id', before: [before?.accountable_id], after: [after.accountable_id], isList: false },
    { field: 'consulted_ids', before: before?.consulted_ids ?? [], after: after.consulted_ids, isList: true },
    { field: 'informed_ids', before: before?.informed_ids ?? [], after: after.informed_ids, isList: true },
  ]
  for (const part of parts) {
    for (const [index, id] of part.after.entries()) {
      if (id === null || part.before.includes(id)) continue
      await requireOwnerWhoSees(tx, id, audience, `/${part.field}${part.isList ? `/${index}` : ''}`)
    }
  }
}

/** What the audit keeps of an action: no text that people wrote. */
export function actionFacts(state: ActionState): Record<string, string | number | null> {
  const { owner_id, due_date, progress, status, step, priority, accountable_id, effective_on } = state
  const people = { consulted: state.consulted_ids.join(' '), informed: state.informed_ids.join(' ') }
  return { owner_id, due_date, progress, status, step, priority, accountable_id, effective_on, ...people }
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
