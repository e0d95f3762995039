// Tells one person something: in the application at once, by e-mail within a minute where a mail server is configured.
import type { Tx } from '../database/database.ts'
import { emit } from '../events/emit.ts'
import { newId } from '../ids.ts'
import type { UserId } from '../ids.ts'
import { insertNotification } from './queries/notifications.ts'
import type { NotificationId } from './queries/notifications.ts'
import { findPreference } from './queries/preferences.ts'
import type { Topic } from './topics.ts'

export interface Notification {
  readonly user_id: UserId
  /** `module.noun.past`, as events: `kpi.action.assigned`. */
  readonly kind: string
  /** What people choose by; OTHER when it is left out. */
  readonly topic?: Topic
  /** One sentence, in the language of the person. */
  readonly title: string
  readonly body?: string
  /** Path in the web interface: `/kpis/…`. */
  readonly link?: string | null
  /** Several things that it names: whoever may not see one of them any more does not see the notification either. */
  readonly about?: { readonly kind: string; readonly ids: readonly string[] }
}

const titleCharactersMax = 200
const bodyCharactersMax = 2_000

/**
 * Writes one notification in the caller's transaction, the ways the person wants; none when he wants to hear nothing of
 * its topic. The event goes to that person alone; the letter is sent by the minute's round of `kernel.mail-send`, several
 * notifications in one letter, and only if still unread. Answers its id, also when nothing was written.
 */
export async function notify(tx: Tx, notification: Notification): Promise<NotificationId> {
  const id = newId<'notification'>()
  const { topic = 'OTHER', about = null } = notification
  const wish = await findPreference(tx, notification.user_id)
  const in_app = !wish.app_off.includes(topic)
  const by_mail = !wish.mail_off.includes(topic)
  if (!in_app && !by_mail) return id
  await insertNotification(tx, {
    id,
    topic,
    in_app,
    by_mail,
    about_kind: about?.kind ?? null,
    about_ids: about?.ids ?? [],
    user_id: notification.user_id,
    kind: notification.kind,
    title: cut(notification.title, titleCharactersMax),
    body: cut(notification.body ?? '', bodyCharactersMax),
    link: notification.link ?? null,
  })
  if (!in_app) return id
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
