// The badge of a KPI: its status, or what it was and since when that holds no more; and whether its number is final.
import type { ReactNode } from 'react'
import { StatusBadge } from '#web/components/status-badge.tsx'
import type { Kpi } from '../schemas.ts'
import { lastStatusOf } from './readings.ts'
import { ValueMarks } from './value-marks.tsx'

type Standing = Pick<
  Kpi,
  'standing' | 'expired_since' | 'latest_status' | 'latest_critical' | 'latest_provisional' | 'latest_approval'
>

export function KpiStatus({ kpi }: { readonly kpi: Standing }): ReactNode {
  return (
    <span className="kpi-status">
      <StatusBadge status={lastStatusOf(kpi)} critical={kpi.latest_critical} expiredSince={kpi.expired_since} />
      <ValueMarks provisional={kpi.latest_provisional} approval={kpi.latest_approval} />
    </span>
  )
}
