// The badge of a KPI: its status, or what it was and since when that holds no more.
import type { ReactNode } from 'react'
import { StatusBadge } from '#web/components/status-badge.tsx'
import type { Kpi } from '../schemas.ts'
import { lastStatusOf } from './readings.ts'

type Standing = Pick<Kpi, 'standing' | 'expired_since' | 'latest_status' | 'latest_critical'>

export function KpiStatus({ kpi }: { readonly kpi: Standing }): ReactNode {
  return <StatusBadge status={lastStatusOf(kpi)} critical={kpi.latest_critical} expiredSince={kpi.expired_since} />
}
