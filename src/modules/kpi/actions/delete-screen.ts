// Deletes a screen: its address shows nothing from the next question on.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { deleteScreenRow } from '../queries/screens.ts'
import type { ScreenId } from '../queries/screens.ts'
import { holdScreen } from './screen-checks.ts'

export async function deleteScreen(tx: Tx, id: ScreenId): Promise<void> {
  const screen = await holdScreen(tx, id, 'screen.delete')
  await deleteScreenRow(tx, id)
  await emit(tx, { type: 'kpi.screen.deleted', payload: { screen_id: id }, audience: [screen.created_by] })
  await recordAudit(tx, {
    action: 'screen.deleted',
    entity: 'screen',
    entity_id: id,
    summary: 'Écran supprimé : son adresse ne montre plus rien.',
  })
}
