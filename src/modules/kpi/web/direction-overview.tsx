// Every dashboard on one line, filtered by process or dashboard.
import { NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { ErrorState } from '#web/components/states.tsx'
import type { Status } from '#web/components/status-badge.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { OverviewItem } from '../reporting-schemas.ts'
import { ActionCount } from './action-count.tsx'
import type { KpiKey } from './messages-fr.ts'
import { ProcessFilter } from './process-filter.tsx'
import { dashboardsQuery } from './queries.ts'
import { overviewQuery } from './reporting-queries.ts'
import { RolledUp } from './rolled-up.tsx'
import { ShareCell } from './share-cell.tsx'

const severity: Readonly<Record<Status, number>> = { RED: 0, ORANGE: 1, GREEN: 2, NO_THRESHOLD: 3, NO_DATA: 4 }

export function DirectionOverview(): ReactNode {
  const t = useT<KpiKey>()
  const [process] = useUrlParam('process')
  const [dashboard] = useUrlParam('dashboard')
  const overview = useQuery(overviewQuery({ process, dashboard }))
  const columns = useColumns()
  return (
    <section className="section">
      <h2>{t('kpi.direction.overview')}</h2>
      {overview.isError ? (
        <ErrorState error={overview.error} retry={() => void overview.refetch()} />
      ) : (
        <DataTable
          id="kpi-overview"
          caption={t('kpi.direction.overview')}
          columns={columns}
          rows={overview.data?.items ?? []}
          rowKey={(row) => row.dashboard_id}
          rowHref={(row) => `/dashboards/${row.dashboard_id}`}
          loading={overview.isPending}
          csv={t('kpi.direction.overviewFile')}
          file={{ path: '/reporting/overview', query: { process_name: process, dashboard_id: dashboard } }}
          filters={
            <>
              <ProcessFilter />
              <DashboardFilter />
            </>
          }
        />
      )}
    </section>
  )
}

function DashboardFilter(): ReactNode {
  const t = useT<KpiKey>()
  const [dashboard, setDashboard] = useUrlParam('dashboard')
  const rows = rowsOf(useInfiniteQuery(dashboardsQuery('')).data)
  return (
    <NativeSelect
      size="xs"
      aria-label={t('kpi.direction.dashboard')}
      value={dashboard}
      onChange={(event) => setDashboard(event.currentTarget.value)}
      data={[
        { value: '', label: t('kpi.direction.allDashboards') },
        ...rows.map((row) => ({ value: row.id, label: row.title })),
      ]}
    />
  )
}

function useColumns(): readonly Column<OverviewItem>[] {
  const t = useT<KpiKey>()
  return [
    { id: 'title', header: t('kpi.direction.dashboard'), cell: (row) => row.title, value: (row) => row.title },
    {
      id: 'process',
      header: t('kpi.dashboards.process'),
      cell: (row) => row.process_name ?? <span className="quiet">–</span>,
      value: (row) => row.process_name,
    },
    {
      id: 'worst',
      header: t('kpi.direction.worst'),
      width: '280px',
      cell: (row) => <RolledUp of={row} />,
      value: (row) => severity[row.status ?? 'NO_DATA'],
      csv: [
        {
          header: t('kpi.direction.worst'),
          value: (row) => (row.status === null ? null : t(`status.${row.status}`)),
        },
        { header: t('kpi.field.why'), value: (row) => row.status_explanation },
      ],
    },
    {
      id: 'statuses',
      header: t('kpi.dashboards.statuses'),
      width: '240px',
      cell: (row) => <ShareCell counts={row} />,
      value: (row) => row.red * 1000 + row.orange,
    },
    {
      id: 'actions',
      header: t('kpi.field.actions'),
      cell: (row) => <ActionCount open={row.open_actions} late={row.late_actions} />,
      value: (row) => row.late_actions * 1000 + row.open_actions,
    },
  ]
}
