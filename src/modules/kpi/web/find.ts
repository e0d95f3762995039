// Finds dashboards by name for the Ctrl-K palette.
import { get } from '#web/api.ts'
import type { PaletteHit } from '#web/module.ts'
import type { Page } from '#web/queries.ts'
import type { Dashboard } from '../schemas.ts'
import { hitsIn } from './dashboard-hits.ts'

const dashboardsRead = 500

/** Dashboards whose title or process holds every typed word, whatever case and accents. */
export async function findByName(text: string, signal: AbortSignal): Promise<readonly PaletteHit[]> {
  const { items } = await get<Page<Dashboard>>('/dashboards', { query: { limit: dashboardsRead }, signal })
  return hitsIn(items, text)
}
