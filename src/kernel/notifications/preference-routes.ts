// REST of what one wants to hear, by which way, and of one's digest.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Static } from 'typebox'
import type { Scope } from '../database/database.ts'
import { endpoint } from '../http/endpoint.ts'
import { OneOf, Shape } from '../http/schemas.ts'
import type { UserId } from '../ids.ts'
import { unauthenticated } from '../problem.ts'
import type { Services } from '../services.ts'
import { findPreference, upsertPreference } from './queries/preferences.ts'
import type { PreferenceRow } from './queries/preferences.ts'
import { topics } from './topics.ts'
import type { Topic } from './topics.ts'

const Ways = Shape({ app: Type.Boolean(), email: Type.Boolean() })
const choices = {
  digest: OneOf(['NONE', 'DAILY', 'WEEKLY']),
  weekday: Type.Integer({ minimum: 1, maximum: 7, examples: [1] }),
  hour: Type.Integer({ minimum: 0, maximum: 23, examples: [7] }),
}
const everyTopic = Object.fromEntries(topics.map((topic) => [topic, Ways])) as Record<Topic, typeof Ways>

const PreferencesShape = Shape({ ...choices, topics: Shape(everyTopic), mail_available: Type.Boolean() })
const PreferencesBody = Shape({ ...choices, topics: Shape(everyTopic) })

/** Adds /notifications/preferences. */
export function addPreferenceRoutes(app: FastifyInstance, { database, mail }: Services): void {
  const mail_available = mail.enabled
  endpoint(app, {
    method: 'GET',
    path: '/notifications/preferences',
    permission: 'notification.read',
    operation_id: 'getNotificationPreferences',
    summary: 'What one wants to hear, by which way, and one’s digest',
    tag: 'Notifications',
    answers: { 200: PreferencesShape },
    handle: async ({ scope }) => {
      const row = await database.read(scope, (tx) => findPreference(tx, userOf(scope)))
      return { ...toWire(row), mail_available }
    },
  })
  endpoint(app, {
    method: 'PUT',
    path: '/notifications/preferences',
    permission: 'notification.update',
    operation_id: 'replaceNotificationPreferences',
    summary: 'Choose what one wants to hear, by which way, and one’s digest',
    tag: 'Notifications',
    body: PreferencesBody,
    answers: { 200: PreferencesShape },
    handle: async ({ scope, body }) => {
      const row = fromWire(body)
      await database.transaction(scope, (tx) => upsertPreference(tx, userOf(scope), row))
      return { ...toWire(row), mail_available }
    },
  })
}

function toWire({ digest, digest_weekday, digest_hour, app_off, mail_off }: PreferenceRow) {
  const ways = topics.map((topic) => [topic, { app: !app_off.includes(topic), email: !mail_off.includes(topic) }])
  return { digest, weekday: digest_weekday, hour: digest_hour, topics: Object.fromEntries(ways) }
}

function fromWire(body: Static<typeof PreferencesBody>): PreferenceRow {
  const off = (way: 'app' | 'email'): readonly Topic[] => topics.filter((topic) => !body.topics[topic][way])
  return {
    digest: body.digest,
    digest_weekday: body.weekday,
    digest_hour: body.hour,
    app_off: off('app'),
    mail_off: off('email'),
  }
}

function userOf({ user_id }: Scope): UserId {
  if (user_id === null) throw unauthenticated()
  return user_id
}
