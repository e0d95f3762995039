// “provisoire”, “à valider”: what keeps a number from being final, beside its status wherever it is shown.
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { ValueMarks as Marks } from '../rules/value-marks.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-marks.ts'
import './value-marks.css'

export function ValueMarks({ provisional, approval }: Marks): ReactNode {
  const t = useT<KpiKey>()
  if (!provisional && approval !== 'PENDING') return null
  return (
    <span className="value-marks">
      {provisional ? (
        <span className="value-mark" title={t('kpi.marks.provisionalWhy')}>
          {t('kpi.values.provisional')}
        </span>
      ) : null}
      {approval === 'PENDING' ? (
        <span className="value-mark" title={t('kpi.marks.pendingWhy')}>
          {t('kpi.approval.PENDING')}
        </span>
      ) : null}
    </span>
  )
}
