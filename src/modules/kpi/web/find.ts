// Finds dashboards and KPIs by name for the Ctrl-K palette.
import { get } from '#web/api.ts'
import type { PaletteHit } from '#web/module.ts'
import type { Page } from '#web/queries.ts'
import type { Dashboard } from '../schemas.ts'
import { hitsIn } from './dashboard-hits.ts'

const dashboardsRead = 500

interface KpiHit {
  readonly id: string
  readonly name: string
  readonly code: string | null
  readonly dashboard_title: string
}

const kpisShown = 8

/** Dashboards and KPIs whose name or process holds every typed word, whatever case and accents. */
export async function findByName(text: string, signal: AbortSignal): Promise<readonly PaletteHit[]> {
  const [dashboards, kpis] = await Promise.all([
    get<Page<Dashboard>>('/dashboards', { query: { limit: dashboardsRead }, signal }),
    get<Page<KpiHit>>('/kpis', { query: { search: text, limit: kpisShown }, signal }),
  ])
  const found = kpis.items.map(({ id, name, code, dashboard_title }) => ({
    id,
    label: name,
    detail: code === null ? dashboard_title : `${code} · ${dashboard_title}`,
    to: `/kpis/${id}`,
  }))
  return [...found, ...hitsIn(dashboards.items, text)]
}
