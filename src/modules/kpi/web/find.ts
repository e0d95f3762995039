// Finds dashboards by name for the Ctrl-K palette.
import { get } from '#web/api.ts'
import type { PaletteHit } from '#web/module.ts'
import type { Page } from '#web/queries.ts'
import type { Dashboard } from '../schemas.ts'

const dashboardsRead = 500
const hitCountMax = 8

/** Dashboards whose title or process holds every typed word, whatever case and accents. */
export async function findByName(text: string, signal: AbortSignal): Promise<readonly PaletteHit[]> {
  const { items } = await get<Page<Dashboard>>('/dashboards', { query: { limit: dashboardsRead }, signal })
  return hitsIn(items, text)
}

/** The pure part: which of the dashboards are meant. */
export function hitsIn(
  dashboards: readonly Pick<Dashboard, 'id' | 'title' | 'process_name'>[],
  text: string,
): readonly PaletteHit[] {
  const words = plain(text).split(/\s+/).filter(Boolean)
  return dashboards
    .filter((dashboard) => {
      const name = plain(`${dashboard.title} ${dashboard.process_name ?? ''}`)
      return words.every((word) => name.includes(word))
    })
    .slice(0, hitCountMax)
    .map(({ id, title, process_name }) => ({
      id,
      label: title,
      ...(process_name === null ? {} : { detail: process_name }),
      to: `/dashboards/${id}`,
    }))
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
