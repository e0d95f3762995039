// Wire shapes of screens, and of what a screen shows: figures and names of KPIs, never a person, a comment or an action's text.
import Type from 'typebox'
import type { Static } from 'typebox'
import { DayText, Instant, Nullable, OneOf, Page, paging, Shape, Text, Uuid } from '#kernel/http/schemas.ts'
import { Bowling, SqcdpDay } from './boards-schemas.ts'
import { screenDashboardsMax, screenViews, secondsPerViewMax, secondsPerViewMin } from './rules/screen.ts'
import { Approval } from './schemas.ts'
import { families } from './rules/sqcdp.ts'

/** KPIs of a dashboard on a screen; a wall is no place for more. */
export const screenKpisMax = 60
/** Rows of each list of the direction view on a screen. */
export const screenListMax = 8

const Count = Type.Integer({ minimum: 0, examples: [3] })
const View = OneOf(screenViews)
const Views = Type.Array(View, { minItems: 1, maxItems: screenViews.length, examples: [['OVERVIEW', 'BOWLING']] })
const DashboardIds = Type.Array(Uuid, { minItems: 1, maxItems: screenDashboardsMax })
const Seconds = Type.Integer({ minimum: secondsPerViewMin, maximum: secondsPerViewMax, examples: [20] })
const Name = Text(120, { examples: ['Entrée de l’atelier'] })

export const NewScreen = Shape({
  name: Name,
  dashboard_ids: DashboardIds,
  views: Views,
  seconds_per_view: Seconds,
  expires_on: Type.Optional(Nullable(DayText)),
})
export const ScreenChange = Shape({
  name: Type.Optional(Name),
  dashboard_ids: Type.Optional(DashboardIds),
  views: Type.Optional(Views),
  seconds_per_view: Type.Optional(Seconds),
  expires_on: Type.Optional(Nullable(DayText)),
})
const screenFields = {
  id: Uuid,
  name: Type.String(),
  /** Those that the reader may see; `hidden_dashboards` counts the others. */
  dashboards: Type.Array(Shape({ dashboard_id: Uuid, title: Type.String() })),
  hidden_dashboards: Count,
  views: Type.Array(View),
  seconds_per_view: Type.Integer(),
  expires_on: Nullable(DayText),
  state: OneOf(['ACTIVE', 'EXPIRED', 'MAKER_INACTIVE']),
  created_by: Uuid,
  created_by_name: Type.String(),
  last_seen_at: Nullable(Instant),
  created_at: Instant,
  updated_at: Instant,
}
export const Screen = Shape(screenFields)
/** Told once: only the hash of the token is kept. The address is that of the web page; what follows # stays in the browser. */
export const MadeScreen = Shape({
  ...screenFields,
  token: Type.String(),
  address: Type.String({ examples: ['/tv#k3J9…'] }),
})
export const ScreenPage = Page(Screen)
export const ScreenQuery = Shape({ ...paging })

// What a screen shows

const Status = OneOf(['GREEN', 'ORANGE', 'RED'])
const Shown = OneOf(['GREEN', 'ORANGE', 'RED', 'NO_DATA', 'NO_THRESHOLD'])
const number = Nullable(Type.Number())
const figure = {
  name: Type.String(),
  unit: Nullable(Type.String()),
  value: number,
  period_label: Nullable(Type.String()),
  provisional: Type.Boolean(),
  approval: Nullable(Approval),
}
export const ScreenKpi = Shape({
  kpi_id: Uuid,
  ...figure,
  status: Shown,
  critical: Type.Boolean(),
  change: number,
  goodness: OneOf(['good', 'bad', 'neutral']),
  recent: Type.Array(Type.Number()),
})
const ScreenRisk = Shape({
  kpi_id: Uuid,
  ...figure,
  dashboard_title: Type.String(),
  status: Nullable(Status),
  critical: Type.Boolean(),
})
export const ScreenDirection = Shape({
  /** What the figures are about: these dashboards, not the whole organisation. */
  dashboard_titles: Type.Array(Type.String()),
  verdict: Type.String(),
  green: Count,
  orange: Count,
  red: Count,
  no_data: Count,
  no_threshold: Count,
  late_actions: Count,
  missing_values: Count,
  risks: Type.Array(ScreenRisk),
  worsening: Type.Array(ScreenRisk),
})
export const ScreenLetter = Shape({
  family: OneOf(families),
  kpi_names: Type.Array(Type.String()),
  days: Type.Array(SqcdpDay),
})
export const ScreenSlide = Shape({
  view: View,
  dashboard_id: Nullable(Uuid),
  title: Nullable(Type.String()),
  overview: Nullable(Type.Array(ScreenKpi)),
  bowling: Nullable(Bowling),
  sqcdp: Nullable(Shape({ month: Type.String(), letters: Type.Array(ScreenLetter) })),
  direction: Nullable(ScreenDirection),
})
export const ScreenContent = Shape({
  name: Type.String(),
  organization_name: Type.String(),
  time_zone: Type.String(),
  seconds_per_view: Type.Integer(),
  as_of: Instant,
  today: DayText,
  slides: Type.Array(ScreenSlide),
})

export type NewScreen = Static<typeof NewScreen>
export type ScreenChange = Static<typeof ScreenChange>
export type Screen = Static<typeof Screen>
export type MadeScreen = Static<typeof MadeScreen>
export type ScreenKpi = Static<typeof ScreenKpi>
export type ScreenDirection = Static<typeof ScreenDirection>
export type ScreenLetter = Static<typeof ScreenLetter>
export type ScreenSlide = Static<typeof ScreenSlide>
export type ScreenContent = Static<typeof ScreenContent>
