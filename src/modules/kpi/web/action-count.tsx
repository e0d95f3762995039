// How many actions are open and how many of them are late, for a table cell.
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'

export function ActionCount({ open, late }: { readonly open: number; readonly late: number }): ReactNode {
  const t = useT<KpiKey>()
  if (open === 0) return <span className="quiet">–</span>
  return (
    <span className="nowrap">
      {t('kpi.actions.open', { count: open })}
      {late === 0 ? null : (
        <>
          {', '}
          <strong className="kpi-late">{t('kpi.actions.late', { count: late })}</strong>
        </>
      )}
    </span>
  )
}
