// The views of one dashboard, each at its own address.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import './boards.css'

const views = [
  { labelKey: 'kpi.tabs.list', path: '' },
  { labelKey: 'kpi.tabs.bowling', path: '/bowling' },
  { labelKey: 'kpi.tabs.sqcdp', path: '/sqcdp' },
] as const

export function DashboardTabs({ dashboardId }: { readonly dashboardId: string }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <nav className="dashboard-tabs no-print" aria-label={t('kpi.tabs.label')}>
      {views.map(({ labelKey, path }) => (
        <Link key={path} to={`/dashboards/${dashboardId}${path}`} activeOptions={{ exact: true, includeSearch: false }}>
          {t(labelKey)}
        </Link>
      ))}
    </nav>
  )
}
