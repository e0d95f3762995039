// Tells somebody that an action was given to him.
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import { notify } from '#kernel/notifications/notify.ts'
import type { ActionState } from '../queries/actions.ts'
import type { KpiId } from '../queries/kpis.ts'

export interface Assignment {
  readonly kpi_id: KpiId
  readonly kpi_name: string
  /** The action before the change; null when it is new. */
  readonly before: Pick<ActionState, 'owner_id'> | null
  readonly after: ActionState
}

/** Notifies a new owner; nobody is told what he did himself. */
export async function notifyAssignment(tx: Tx, { kpi_id, kpi_name, before, after }: Assignment): Promise<void> {
  const owner = after.owner_id
  if (owner === null || owner === before?.owner_id || owner === tx.scope.user_id) return
  await notify(tx, {
    user_id: owner as UserId,
    kind: 'kpi.action.assigned',
    title: `Une action vous est confiée : ${after.title}`,
    body: `Indicateur : ${kpi_name}`,
    link: `/kpis/${kpi_id}`,
  })
}
