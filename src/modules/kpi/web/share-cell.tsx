// The share of green, orange and red of a dashboard in a table cell.
import type { ReactNode } from 'react'
import { StatusShare } from '#web/components/status-share.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import { countsOf } from './readings.ts'
import type { StatusCounts } from './use-status-sentence.ts'

export function ShareCell({ counts }: { readonly counts: StatusCounts }): ReactNode {
  const t = useT<KpiKey>()
  const parts = countsOf(counts)
  if (Object.values(parts).every((count) => count === 0)) return <span className="quiet">{t('kpi.kpis.none')}</span>
  return (
    <div className="kpi-share">
      <StatusShare counts={parts} />
    </div>
  )
}
