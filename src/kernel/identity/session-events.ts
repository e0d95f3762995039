// Tells that sessions ended, so that their streams of events end at once and not at the next heartbeat.
import type { Tx } from '../database/database.ts'
import { emit } from '../events/emit.ts'
import type { UserId } from '../ids.ts'

/** Tells the person alone. Deactivation needs none: the change of the person tells it. */
export function tellSessionsEnded(tx: Tx, user_id: UserId): Promise<void> {
  const payload = { entity: 'session', user_id }
  return emit(tx, { type: 'kernel.session.ended', payload, audience: [user_id], personal: true })
}
