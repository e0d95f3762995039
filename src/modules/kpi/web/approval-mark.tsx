// “à valider”, beside the period of a value that waits.
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { Value } from '../schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import './closing.css'

export function ApprovalMark({ approval }: Pick<Value, 'approval'>): ReactNode {
  const t = useT<KpiKey>()
  return approval === 'PENDING' ? <span className="approval-mark">{t('kpi.approval.PENDING')}</span> : null
}
