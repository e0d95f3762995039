// Where an action stands in the PDCA cycle (plan, do, check, act) when its status changes. Pure.

export const actionSteps = ['PLAN', 'DO', 'CHECK', 'ACT'] as const
export type ActionStep = (typeof actionSteps)[number]
export const actionPriorities = ['HIGH', 'NORMAL', 'LOW'] as const
export type ActionPriority = (typeof actionPriorities)[number]

type ActionStatus = 'OPEN' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED'

/** The step that a status brings about by itself: work begun is “do”, work done is to be checked. Never a step back. */
export function stepAfter(step: ActionStep, status: ActionStatus): ActionStep {
  if (status === 'IN_PROGRESS' && step === 'PLAN') return 'DO'
  return status === 'DONE' && (step === 'PLAN' || step === 'DO') ? 'CHECK' : step
}
