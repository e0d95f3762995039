// Tells whoever answers for a dashboard that values of it wait for his approval: once a day, however many there are.
import type { Tx } from '#kernel/database/database.ts'
import { notify } from '#kernel/notifications/notify.ts'
import { claimApprovalNotices } from '../queries/approval-notices.ts'
import type { WrittenSpan } from '../queries/approval-notices.ts'

/** After values were written. Nobody is told of numbers that he wrote himself. */
export async function askApprovals(tx: Tx, spans: readonly WrittenSpan[]): Promise<void> {
  for (const { user_id, dashboard_id, dashboard_title } of await claimApprovalNotices(tx, spans))
    await notify(tx, {
      user_id,
      kind: 'kpi.value.awaiting-approval',
      topic: 'APPROVAL',
      title: `Des valeurs attendent votre validation : ${dashboard_title}`,
      body: 'Le tableau de bord montre tout ce qui est à valider. D’autres valeurs de ce jour s’y ajoutent sans nouveau message.',
      link: `/dashboards/${dashboard_id}`,
    })
}
