// How progress and status of an action go together when one of them is changed. Pure.
import type { Action, ActionChange } from '../schemas.ts'

export const actionStatuses = [
  'OPEN',
  'IN_PROGRESS',
  'DONE',
  'CANCELLED',
] as const satisfies readonly Action['status'][]

export const actionSteps = ['PLAN', 'DO', 'CHECK', 'ACT'] as const satisfies readonly Action['step'][]
export const actionPriorities = ['HIGH', 'NORMAL', 'LOW'] as const satisfies readonly Action['priority'][]

/** A new status: what is done is done to the end; what starts again is not finished. */
export function statusChange(action: Pick<Action, 'progress'>, status: Action['status']): ActionChange {
  return status === 'DONE' && action.progress !== 100 ? { status, progress: 100 } : { status }
}

/** A new progress: work that has begun is in progress. Nothing is declared done by moving a slider. */
export function progressChange(action: Pick<Action, 'status'>, progress: number): ActionChange {
  if (action.status === 'OPEN' && progress > 0) return { progress, status: 'IN_PROGRESS' }
  return action.status === 'DONE' && progress < 100 ? { progress, status: 'IN_PROGRESS' } : { progress }
}

/** Late first, then what is due soonest, then what is open, then what is over. */
export function inOrder(actions: readonly Action[]): readonly Action[] {
  const isOver = (action: Action): boolean => action.status === 'DONE' || action.status === 'CANCELLED'
  const dueOf = (action: Action): string => action.due_date ?? '9999'
  return actions.toSorted(
    (left, right) => Number(isOver(left)) - Number(isOver(right)) || dueOf(left).localeCompare(dueOf(right)),
  )
}

/** Late first, then by priority, then by due date: what to take up next. */
export function byUrgency(actions: readonly Action[]): readonly Action[] {
  const rank = ({ is_late, priority }: Action): number => (is_late ? 0 : 1 + actionPriorities.indexOf(priority))
  return inOrder(actions).toSorted((left, right) => rank(left) - rank(right))
}
