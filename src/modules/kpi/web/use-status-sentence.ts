// “5 verts, 3 oranges, 2 rouges.”: worst first, nothing that counts zero.
import { useT } from '#web/i18n/use-i18n.tsx'
import type { Dashboard } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'

export type StatusCounts = Pick<Dashboard, 'green' | 'orange' | 'red' | 'no_data' | 'no_threshold'>

export function useStatusSentence(): (counts: StatusCounts) => string {
  const t = useT<KpiKey>()
  return ({ green, orange, red, no_data, no_threshold }) => {
    const parts = [
      { key: 'status.count.RED', count: red },
      { key: 'status.count.ORANGE', count: orange },
      { key: 'status.count.GREEN', count: green },
      { key: 'status.count.NO_THRESHOLD', count: no_threshold },
      { key: 'status.count.NO_DATA', count: no_data },
    ] as const
    const said = parts.filter(({ count }) => count > 0).map(({ key, count }) => t(key, { count }))
    return said.length === 0 ? t('kpi.kpis.none') : `${said.join(', ')}.`
  }
}
