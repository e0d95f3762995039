// Query keys of the module, and which of them a change makes stale: the same answer for my changes and for others'.
import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { ServerEvent } from '#web/events.ts'
import { makeStale } from '#web/stale.ts'

export interface Place {
  readonly dashboard_id?: string | undefined
  readonly kpi_id?: string | undefined
}

const nouns = [
  'dashboard',
  'kpi',
  'value',
  'target',
  'formula',
  'annotation',
  'action',
  'comment',
  'import',
  'meeting',
  'group',
  'closing',
  'evidence',
  'screen',
  'source',
] as const
export type Noun = (typeof nouns)[number]

export const keys = {
  all: ['kpi'],
  dashboards: ['kpi', 'dashboards'],
  processes: ['kpi', 'processes'],
  dashboard: (id?: string) => key('dashboard', id),
  kpis: (dashboardId?: string) => key('kpis', dashboardId),
  kpi: (id?: string) => key('kpi', id),
  values: (kpiId?: string) => key('values', kpiId),
  thresholds: (kpiId?: string) => key('thresholds', kpiId),
  series: (kpiId?: string) => key('series', kpiId),
  formula: (kpiId?: string) => key('formula', kpiId),
  targets: (kpiId?: string) => key('targets', kpiId),
  actions: (kpiId?: string) => key('actions', kpiId),
  bowling: (dashboardId?: string) => key('bowling', dashboardId),
  sqcdp: (dashboardId?: string) => key('sqcdp', dashboardId),
  screens: ['kpi', 'screens'],
  allActions: ['kpi', 'all-actions'],
  comments: (parentId?: string) => key('comments', parentId),
  attachment: (id: string) => key('attachment', id),
  imports: ['kpi', 'imports'],
  sources: ['kpi', 'sources'],
  meetings: ['kpi', 'meetings'],
  evidence: (valueId?: string) => key('evidence', valueId),
  pending: (dashboardId?: string) => key('pending', dashboardId),
  reporting: ['kpi', 'reporting'],
  groups: ['kpi', 'groups'],
  templates: ['kpi', 'templates'],
  grid: (dashboardId?: string) => key('grid', dashboardId),
  myDay: ['kpi', 'my-day'],
} as const

const around = ({ dashboard_id }: Place): readonly QueryKey[] => [
  keys.dashboards,
  keys.dashboard(dashboard_id),
  keys.kpis(dashboard_id),
  keys.bowling(dashboard_id),
  keys.sqcdp(dashboard_id),
  keys.pending(dashboard_id),
  keys.reporting,
  keys.grid(dashboard_id),
  keys.myDay,
]

const ownOf: Readonly<Record<Noun, (place: Place) => readonly QueryKey[]>> = {
  dashboard: (place) => [...around(place), keys.processes],
  kpi: (place) => [
    ...around(place),
    keys.kpi(place.kpi_id),
    keys.values(place.kpi_id),
    keys.thresholds(place.kpi_id),
    keys.series(place.kpi_id),
    keys.allActions,
  ],
  value: (place) => [
    ...around(place),
    keys.kpi(place.kpi_id),
    keys.values(place.kpi_id),
    keys.series(place.kpi_id),
    // any computed KPI may read this one
    keys.formula(),
    // the effects of actions are measured from values
    [...keys.allActions, 'effect'],
  ],
  formula: (place) => [
    ...around(place),
    keys.kpi(place.kpi_id),
    keys.values(place.kpi_id),
    keys.series(place.kpi_id),
    keys.formula(place.kpi_id),
  ],
  target: (place) => [keys.targets(place.kpi_id), keys.series(place.kpi_id), keys.bowling(place.dashboard_id)],
  annotation: (place) => [keys.series(place.kpi_id)],
  action: (place) => [...around(place), keys.kpi(place.kpi_id), keys.actions(place.kpi_id), keys.allActions],
  comment: () => [keys.comments()],
  screen: () => [keys.screens],
  source: () => [keys.sources],
  // A lock or an approval of a whole dashboard: any of its KPIs may be on the page.
  closing: (place) => [...around(place), keys.kpi(), keys.values()],
  evidence: (place) => [keys.evidence(), keys.values(place.kpi_id), keys.pending()],
  meeting: () => [keys.meetings],
  // Deleting a group moves what stands in it.
  group: () => [keys.groups, keys.reporting, keys.dashboards, keys.dashboard()],
  // A finished import may have written anywhere.
  import: () => [keys.all],
}

/** What a change of one kind of thing makes stale. */
export function staleAfter(noun: Noun, place: Place): readonly QueryKey[] {
  return ownOf[noun](place)
}

/** The module's part of the realtime mapping: `kpi.value.created` makes values stale. */
export function kpiEvents(event: ServerEvent): readonly QueryKey[] {
  // Another time zone or fiscal year: other days, totals and boards everywhere.
  if (event.type === 'kernel.organization.updated') return [keys.all]
  const [module, word] = event.type.split('.')
  const noun = nouns.find((one) => one === word)
  return module !== 'kpi' ? [] : noun === undefined ? [keys.all] : staleAfter(noun, event)
}

/** Reads again what my own change made stale. */
export async function refresh(queryClient: QueryClient, noun: Noun, place: Place = {}): Promise<void> {
  await Promise.all(staleAfter(noun, place).map((queryKey) => makeStale(queryClient, queryKey)))
}

function key(name: string, id: string | undefined): readonly string[] {
  return id === undefined ? ['kpi', name] : ['kpi', name, id]
}
