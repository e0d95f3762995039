// Tells people what concerns them in an action: it was given to them, they answer for it, or it is done.
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import { notify } from '#kernel/notifications/notify.ts'
import type { ActionState } from '../queries/actions.ts'
import type { KpiId } from '../queries/kpis.ts'

export interface Assignment {
  readonly kpi_id: KpiId
  readonly kpi_name: string
  /** The action before the change; null when it is new. */
  readonly before: ActionState | null
  readonly after: ActionState
}

/** Notifies whoever has a new part, and who answers or is to be informed once it is done. Nobody is told his own act. */
export async function notifyAssignment(tx: Tx, { kpi_id, kpi_name, before, after }: Assignment): Promise<void> {
  const tell = async (to: string | null, kind: string, title: string): Promise<void> => {
    if (to === null || to === tx.scope.user_id) return
    const body = `Indicateur : ${kpi_name}`
    await notify(tx, { user_id: to as UserId, kind, topic: 'ASSIGNMENT', title, body, link: `/kpis/${kpi_id}` })
  }
  if (after.owner_id !== before?.owner_id)
    await tell(after.owner_id, 'kpi.action.assigned', `Une action vous est confiée : ${after.title}`)
  if (after.accountable_id !== before?.accountable_id && after.accountable_id !== after.owner_id)
    await tell(after.accountable_id, 'kpi.action.assigned', `Vous répondez du résultat d’une action : ${after.title}`)
  for (const consulted of after.consulted_ids.filter((id) => before?.consulted_ids.includes(id) !== true))
    await tell(consulted, 'kpi.action.assigned', `Votre avis est demandé sur une action : ${after.title}`)
  if (after.status !== 'DONE' || before?.status === 'DONE') return
  for (const informed of new Set([after.accountable_id, ...after.informed_ids]))
    await tell(informed, 'kpi.action.done', `Action faite : ${after.title}`)
}
