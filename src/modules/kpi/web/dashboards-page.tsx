// All dashboards I may see: where each stands, whose it is, what is late.
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState } from '#web/components/states.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { Dashboard } from '../schemas.ts'
import { ActionCount } from './action-count.tsx'
import { DashboardDialog } from './dashboard-dialog.tsx'
import type { KpiKey } from './messages-fr.ts'
import { ProcessFilter } from './process-filter.tsx'
import { dashboardsQuery } from './queries.ts'
import { ShareCell } from './share-cell.tsx'
import { useStatusSentence } from './use-status-sentence.ts'
import './kpi.css'

export function DashboardsPage(): ReactNode {
  const t = useT<KpiKey>()
  const [process] = useUrlParam('process')
  const [creating, setCreating] = useUrlParam('new')
  const dashboards = useInfiniteQuery(dashboardsQuery(process))
  const rows = rowsOf(dashboards.data)
  const columns = useColumns()
  const create = (
    <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setCreating('1')}>
      {t('kpi.dashboards.create')}
    </Button>
  )
  const isFirst = dashboards.isSuccess && rows.length === 0 && process === ''
  return (
    <>
      <PageHeader
        title={t('kpi.dashboards.title')}
        verdict={<Verdict rows={rows} loading={dashboards.isPending} />}
        action={isFirst ? undefined : create}
      />
      {dashboards.isError ? (
        <ErrorState error={dashboards.error} retry={() => void dashboards.refetch()} />
      ) : (
        <DataTable
          id="kpi-dashboards"
          caption={t('kpi.dashboards.title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `/dashboards/${row.id}`}
          loading={dashboards.isPending}
          csv={t('kpi.dashboards.file')}
          filters={<ProcessFilter />}
          empty={isFirst ? <FirstSteps create={create} /> : undefined}
          more={{
            available: dashboards.hasNextPage,
            loading: dashboards.isFetchingNextPage,
            load: () => void dashboards.fetchNextPage(),
          }}
        />
      )}
      <DashboardDialog opened={creating !== ''} close={() => setCreating('')} />
    </>
  )
}

function Verdict({ rows, loading }: { readonly rows: readonly Dashboard[]; readonly loading: boolean }): ReactNode {
  const t = useT<KpiKey>()
  const sentence = useStatusSentence()
  if (loading) return '\u00a0'
  if (rows.length === 0) return t('kpi.dashboards.none')
  const sum = (read: (row: Dashboard) => number): number => rows.reduce((total, row) => total + read(row), 0)
  const counts = { red: sum((row) => row.red), orange: sum((row) => row.orange), green: sum((row) => row.green) }
  const late = sum((row) => row.late_actions)
  const statuses = sentence({
    ...counts,
    no_data: sum((row) => row.no_data),
    no_threshold: sum((row) => row.no_threshold),
  })
  return `${statuses} ${t('kpi.dashboards.lateActions', { count: late })}`
}

function FirstSteps({ create }: { readonly create: ReactNode }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <EmptyState
      title={t('kpi.dashboards.emptyTitle')}
      text={t('kpi.dashboards.emptyText')}
      action={
        <>
          {create}
          <Link to="/imports" className="kpi-quiet-link">
            {t('kpi.dashboards.emptyImport')}
          </Link>
        </>
      }
    />
  )
}

function useColumns(): readonly Column<Dashboard>[] {
  const t = useT<KpiKey>()
  const format = useFormat()
  return [
    { id: 'title', header: t('kpi.dashboards.column.title'), cell: (row) => row.title, value: (row) => row.title },
    {
      id: 'process',
      header: t('kpi.dashboards.process'),
      cell: (row) => row.process_name ?? <span className="quiet">–</span>,
      value: (row) => row.process_name,
    },
    {
      id: 'statuses',
      header: t('kpi.dashboards.statuses'),
      width: '300px',
      cell: (row) => <ShareCell counts={row} />,
      // Worst first when sorted downwards: reds weigh more than any number of oranges.
      value: (row) => row.red * 1000 + row.orange,
    },
    { id: 'owner', header: t('kpi.field.owner'), cell: (row) => row.owner_name, value: (row) => row.owner_name },
    {
      id: 'actions',
      header: t('kpi.field.actions'),
      cell: (row) => <ActionCount open={row.open_actions} late={row.late_actions} />,
      value: (row) => row.late_actions * 1000 + row.open_actions,
    },
    {
      id: 'visibility',
      header: t('kpi.field.visibility'),
      hiddenAtFirst: true,
      cell: (row) => (row.visibility === 'TEAM' ? (row.team_name ?? '–') : t(`kpi.visibility.${row.visibility}`)),
      value: (row) => t(`kpi.visibility.${row.visibility}`),
    },
    {
      id: 'updated',
      header: t('kpi.field.updated'),
      hiddenAtFirst: true,
      cell: (row) => <span className="nowrap">{format.instant(row.updated_at)}</span>,
      value: (row) => row.updated_at,
    },
  ]
}
