// Which dashboards a typed text means. Pure.
import type { PaletteHit } from '#web/module.ts'
import type { Dashboard } from '../schemas.ts'

const hitCountMax = 8

/** Those whose title or process holds every typed word. */
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
