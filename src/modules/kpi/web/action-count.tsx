// How many actions are open and how many of them are late, for a table cell.
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'

export interface ActionCountProps {
  readonly open: number
  readonly late: number
  /** One below the other, where a column is narrow. */
  readonly stacked?: boolean
}

export function ActionCount({ open, late, stacked = false }: ActionCountProps): ReactNode {
  const t = useT<KpiKey>()
  if (open === 0) return <span className="quiet">–</span>
  return (
    <span className="kpi-counts" data-stacked={stacked}>
      <span>{t('kpi.actions.open', { count: open })}</span>
      {late === 0 ? null : <span className="kpi-late">{t('kpi.actions.late', { count: late })}</span>}
    </span>
  )
}
