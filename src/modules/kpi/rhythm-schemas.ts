// Wire shapes of the rhythm: alerts, reminders, lateness.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { DayText, Nullable, OneOf, Shape, Uuid } from '#kernel/http/schemas.ts'

export const recipientCountMax = 50
const runMax = 12

const alertFields = {
  is_on: Type.Boolean(),
  level: OneOf(['RED', 'ORANGE']),
  raise_after: Type.Integer({ minimum: 1, maximum: runMax, examples: [1] }),
  clear_after: Type.Integer({ minimum: 1, maximum: runMax, examples: [2] }),
  tell_no_data: Type.Boolean(),
}
const Recipients = Type.Array(Uuid, { maxItems: recipientCountMax })

export const AlertChange = Shape({ ...alertFields, user_ids: Recipients, team_ids: Recipients })
export const Alert = Shape({
  ...alertFields,
  state: OneOf(['OK', 'WATCH', 'ALERT', 'RECOVERING', 'NO_DATA']),
  /** First day of the period since which it is so; null without any. */
  since: Nullable(DayText),
  since_label: Nullable(Type.String({ examples: ['2025-03'] })),
  users: Type.Array(Shape({ id: Uuid, full_name: Type.String() })),
  teams: Type.Array(Shape({ id: Uuid, name: Type.String() })),
  can_edit: Type.Boolean(),
})

const days = (maximum: number, example: number) => Type.Integer({ minimum: 0, maximum, examples: [example] })
export const ReminderSettings = Shape({
  is_on: Type.Boolean(),
  hour: Type.Integer({ minimum: 0, maximum: 23, examples: [7] }),
  remind_after: days(60, 2),
  repeat_after: Type.Integer({ minimum: 1, maximum: 60, examples: [3] }),
  tell_dashboard_owner_after: days(180, 7),
  tell_admins_after: days(365, 14),
})

export const latenessPeriodsMax = 36
export const latenessPeriodsDefault = 6
export const LatenessQuery = Shape({
  periods: Type.Optional(Type.Integer({ minimum: 1, maximum: latenessPeriodsMax, default: latenessPeriodsDefault })),
})
const Count = Type.Integer({ minimum: 0, examples: [6] })
export const Lateness = Shape({
  periods: Type.Integer({ examples: [6] }),
  grace_days: Type.Integer({ examples: [2] }),
  items: Type.Array(
    Shape({
      dashboard_id: Uuid,
      dashboard_title: Type.String(),
      owner_id: Uuid,
      owner_name: Type.String(),
      entered: Count,
      late: Count,
      missing: Count,
      /** Late among those entered, 0 to 1; null when nothing was. */
      late_share: Nullable(Type.Number({ examples: [0.25] })),
    }),
  ),
})

export type Alert = Static<typeof Alert>
export type AlertChange = Static<typeof AlertChange>
export type ReminderSettings = Static<typeof ReminderSettings>
export type Lateness = Static<typeof Lateness>
