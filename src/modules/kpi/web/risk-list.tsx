// KPIs that are red, then orange, worst first: the value, why, and what is done about it.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useFormat } from '#web/i18n/use-i18n.tsx'
import type { Risk } from '../reporting-schemas.ts'
import { ActionCount } from './action-count.tsx'
import { usePeriodName } from './use-period-name.ts'
import { ValueMarks } from './value-marks.tsx'

export function RiskList({ risks }: { readonly risks: readonly Risk[] }): ReactNode {
  return (
    <ul className="plain-list lined direction-risks">
      {risks.map((risk) => (
        <RiskItem key={risk.kpi_id} risk={risk} />
      ))}
    </ul>
  )
}

function RiskItem({ risk }: { readonly risk: Risk }): ReactNode {
  const format = useFormat()
  const nameOf = usePeriodName()
  return (
    <li className="direction-risk">
      <span className="kpi-status">
        <StatusBadge status={risk.status ?? 'NO_THRESHOLD'} critical={risk.critical} />
        <ValueMarks provisional={risk.provisional} approval={risk.approval} />
      </span>
      <div className="direction-risk-what">
        <p>
          <Link to={`/kpis/${risk.kpi_id}`} className="direction-link">
            {risk.name}
          </Link>{' '}
          <span className="quiet small">{risk.dashboard_title}</span>
        </p>
        <p className="quiet small" lang="fr">
          {risk.explanation}
        </p>
      </div>
      <div className="direction-risk-value">
        <p className="nowrap">{format.withUnit(risk.value, risk.unit)}</p>
        <p className="quiet small nowrap">{nameOf(risk.period_label)}</p>
      </div>
      <p className="direction-risk-actions small">
        <ActionCount open={risk.open_actions} late={risk.late_actions} stacked />
      </p>
    </li>
  )
}
