// What a screen on a wall shows, and in which order.

export const screenViews = ['OVERVIEW', 'BOWLING', 'SQCDP', 'DIRECTION'] as const
export type ScreenView = (typeof screenViews)[number]

export const screenDashboardsMax = 20
export const secondsPerViewMin = 5
export const secondsPerViewMax = 300

export interface ScreenPlace {
  readonly view: ScreenView
  /** Null for the direction view, which is about all dashboards of the screen. */
  readonly dashboard_id: string | null
}

export interface ScreenMistake {
  readonly pointer: string
  readonly detail: string
}

/** The rotation: the direction view first, then each dashboard with its views as they were chosen. */
export function screenPlaces(views: readonly ScreenView[], dashboardIds: readonly string[]): readonly ScreenPlace[] {
  const each = views.filter((view) => view !== 'DIRECTION')
  const about: readonly ScreenPlace[] =
    views.includes('DIRECTION') && dashboardIds.length > 0 ? [{ view: 'DIRECTION', dashboard_id: null }] : []
  return [...about, ...dashboardIds.flatMap((dashboard_id) => each.map((view) => ({ view, dashboard_id })))]
}

/** Where a list names something twice. */
export function findTwice(pointer: string, items: readonly string[]): readonly ScreenMistake[] {
  return items.flatMap((item, index) =>
    items.indexOf(item) < index ? [{ pointer: `${pointer}/${index}`, detail: 'Ceci est déjà dans la liste.' }] : [],
  )
}
