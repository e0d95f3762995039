// Tells whoever answers for a dashboard that values of it wait for his approval: once a day, however many there are.
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import { notify } from '#kernel/notifications/notify.ts'
import { claimApprovalNotices } from '../queries/approval-notices.ts'
import type { WrittenSpan } from './follow-values.ts'

/** After a person wrote values. Nobody is told of numbers that he wrote himself. */
export function askApprovals(tx: Tx, spans: readonly WrittenSpan[]): Promise<void> {
  return ask(tx, spans, tx.scope.user_id)
}

/** After an automatic source wrote values in the name of its owner: he has not seen them either. */
export function askAllApprovals(tx: Tx, spans: readonly WrittenSpan[]): Promise<void> {
  return ask(tx, spans, null)
}

async function ask(tx: Tx, spans: readonly WrittenSpan[], writer: UserId | null): Promise<void> {
  for (const { user_id, dashboard_id, dashboard_title } of await claimApprovalNotices(tx, spans, writer))
    await notify(tx, {
      user_id,
      kind: 'kpi.value.awaiting-approval',
      topic: 'APPROVAL',
      title: `Des valeurs attendent votre validation : ${dashboard_title}`,
      body: 'Le tableau de bord montre tout ce qui est à valider. D’autres valeurs de ce jour s’y ajoutent sans nouveau message.',
      link: `/dashboards/${dashboard_id}`,
    })
}
