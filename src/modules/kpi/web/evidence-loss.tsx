// Before a value goes that has files: which ones go with it.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ConfirmLoss } from '#web/components/confirm-loss.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { Kpi, Value } from '../schemas.ts'
import { evidenceQuery } from './closing-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'

export interface EvidenceLossProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Kpi
  readonly value: Value
  readonly confirm: () => void
}

export function EvidenceLoss({ opened, close, kpi, value, confirm }: EvidenceLossProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const evidence = useQuery({ ...evidenceQuery(value.id), enabled: opened })
  // Without their names, at least how many.
  const files = evidence.data?.map(({ name }) => t('kpi.evidence.lossFile', { name })) ?? [
    t('kpi.evidence.count', { count: value.evidence_count }),
  ]
  return (
    <ConfirmLoss
      opened={opened}
      close={close}
      title={t('kpi.evidence.lossTitle', { period: nameOf(value.period_label) })}
      losses={[t('kpi.evidence.lossValue', { value: format.withUnit(value.value, kpi.unit) }), ...files]}
      confirmLabel={t('action.delete')}
      confirm={async () => {
        await Promise.resolve()
        confirm()
      }}
    />
  )
}
