// REST of one's own notifications.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Scope } from '../database/database.ts'
import { emit } from '../events/emit.ts'
import { endpoint } from '../http/endpoint.ts'
import { fetchLimit, pageOf, readCursor } from '../http/paging.ts'
import { Instant, Nullable, OneOf, paging, Shape, Uuid } from '../http/schemas.ts'
import type { UserId } from '../ids.ts'
import { unauthenticated } from '../problem.ts'
import type { Services } from '../services.ts'
import { countUnread, listNotifications, updateRead } from './queries/notifications.ts'
import { topics } from './topics.ts'

const idsMax = 500

const NotificationShape = Shape({
  id: Uuid,
  kind: Type.String(),
  topic: OneOf(topics),
  title: Type.String(),
  body: Type.String(),
  link: Nullable(Type.String()),
  read_at: Nullable(Instant),
  created_at: Instant,
})

const NotificationPage = Shape({
  items: Type.Array(NotificationShape),
  next_cursor: Nullable(Type.String()),
  unread_count: Type.Integer(),
})

const ReadBody = Shape({ ids: Type.Array(Uuid, { maxItems: idsMax }) })

/** Adds /notifications. */
export function addNotificationRoutes(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/notifications',
    permission: 'notification.read',
    operation_id: 'listNotifications',
    summary: 'One’s own notifications, newest first, and how many are unread',
    tag: 'Notifications',
    query: Shape({ topic: Type.Optional(OneOf(topics)), ...paging }),
    answers: { 200: NotificationPage },
    handle: async ({ scope, query }) => {
      const user_id = userOf(scope)
      const key = readCursor(query, 1)
      const before = key === null ? null : String(key[0])
      return services.database.read(scope, async (tx) => {
        const rows = await listNotifications(tx, {
          user_id,
          topic: query.topic ?? null,
          before,
          limit: fetchLimit(query),
        })
        return { ...pageOf(rows, query, ({ id }) => [id]), unread_count: await countUnread(tx, user_id) }
      })
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/notifications/read',
    permission: 'notification.read',
    operation_id: 'readNotifications',
    summary: 'Mark notifications as read; those of others are left alone',
    tag: 'Notifications',
    body: ReadBody,
    answers: { 200: Shape({ unread_count: Type.Integer() }) },
    handle: async ({ scope, body }) => {
      const user_id = userOf(scope)
      return services.database.transaction(scope, async (tx) => {
        const changed = await updateRead(tx, user_id, body.ids)
        // Other tabs and devices of the same person show the count too.
        const told = { type: 'kernel.notification.read', payload: { entity: 'notification' }, audience: [user_id] }
        if (changed > 0n) await emit(tx, told)
        return { unread_count: await countUnread(tx, user_id) }
      })
    },
  })
}

function userOf({ user_id }: Scope): UserId {
  if (user_id === null) throw unauthenticated()
  return user_id
}
