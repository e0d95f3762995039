// Tells one person something: in the application at once, by e-mail within a minute where a mail server is configured.
import type { Tx } from '../database/database.ts'
import { emit } from '../events/emit.ts'
import { newId } from '../ids.ts'
import type { UserId } from '../ids.ts'
import { insertNotification } from './queries/notifications.ts'
import type { NotificationId } from './queries/notifications.ts'

export interface Notification {
  readonly user_id: UserId
  /** `module.noun.past`, as events: `kpi.action.assigned`. */
  readonly kind: string
  /** One sentence, in the language of the person. */
  readonly title: string
  readonly body?: string
  /** Path in the web interface: `/kpis/…`. */
  readonly link?: string | null
}

const titleCharactersMax = 200
const bodyCharactersMax = 2_000

/**
 * Writes one notification in the caller's transaction. The event goes to that person alone; the letter is sent by the
 * minute's round of `kernel.mail-send`, several notifications in one letter, and only if still unread.
 */
export async function notify(tx: Tx, notification: Notification): Promise<NotificationId> {
  const id = newId<'notification'>()
  await insertNotification(tx, {
    id,
    user_id: notification.user_id,
    kind: notification.kind,
    title: cut(notification.title, titleCharactersMax),
    body: cut(notification.body ?? '', bodyCharactersMax),
    link: notification.link ?? null,
  })
  await emit(tx, {
    type: 'kernel.notification.created',
    payload: { entity: 'notification', entity_id: id },
    audience: [notification.user_id],
    personal: true,
  })
  return id
}

function cut(text: string, charactersMax: number): string {
  const characters = [...text]
  return characters.length <= charactersMax ? text : `${characters.slice(0, charactersMax - 1).join('')}…`
}
