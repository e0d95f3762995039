// All dashboards I may see, in their groups: where each stands, whose it is, what is late.
import { Button, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { DotsMenu } from '#web/components/dots-menu.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState } from '#web/components/states.tsx'
import { useIsAdmin } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { Dashboard } from '../schemas.ts'
import type { TreeNode } from '../structure-schemas.ts'
import { DashboardDialog } from './dashboard-dialog.tsx'
import { DashboardTree } from './dashboard-tree.tsx'
import type { KpiKey } from './messages-fr.ts'
import { dashboardsQuery } from './queries.ts'
import { StructureDialogs } from './structure-dialogs.tsx'
import { treeQuery } from './structure-queries.ts'
import { useStatusSentence } from './use-status-sentence.ts'
import './kpi.css'

export function DashboardsPage(): ReactNode {
  const t = useT<KpiKey>()
  const [process] = useUrlParam('process')
  const [creating, setCreating] = useUrlParam('new')
  const dashboards = useInfiniteQuery(dashboardsQuery(process))
  const tree = useQuery(treeQuery)
  const rows = rowsOf(dashboards.data)
  const nodes = tree.data?.nodes ?? noNodes
  const failed = dashboards.isError ? dashboards : tree.isError ? tree : null
  const loading = dashboards.isPending || tree.isPending
  const create = (
    <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setCreating('1')}>
      {t('kpi.dashboards.create')}
    </Button>
  )
  const isFirst = !loading && rows.length === 0 && nodes.length === 0 && process === ''
  const actions = (
    <>
      <CreateMenu />
      {create}
    </>
  )
  return (
    <>
      <PageHeader
        title={t('kpi.dashboards.title')}
        verdict={<Verdict rows={rows} loading={dashboards.isPending} />}
        action={isFirst ? undefined : actions}
      />
      {failed === null ? (
        <DashboardTree
          rows={rows}
          nodes={nodes}
          loading={loading}
          filtered={process !== ''}
          empty={isFirst ? <FirstSteps create={create} /> : undefined}
          more={{
            available: dashboards.hasNextPage,
            loading: dashboards.isFetchingNextPage,
            load: () => void dashboards.fetchNextPage(),
          }}
        />
      ) : (
        <ErrorState error={failed.error} retry={() => void failed.refetch()} />
      )}
      <DashboardDialog opened={creating !== ''} close={() => setCreating('')} />
      <StructureDialogs dashboards={rows} nodes={nodes} />
    </>
  )
}

const noNodes: readonly TreeNode[] = []

function CreateMenu(): ReactNode {
  const t = useT<KpiKey>()
  const isAdmin = useIsAdmin()
  const navigate = useNavigate()
  const [, setAct] = useUrlParam('act')
  return (
    <DotsMenu label={t('kpi.dashboards.otherWays')} large>
      <Menu.Item onClick={() => void navigate({ to: '/templates' })}>{t('kpi.templates.from')}</Menu.Item>
      {isAdmin ? <Menu.Item onClick={() => setAct('group')}>{t('kpi.groups.create')}</Menu.Item> : null}
    </DotsMenu>
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
          <Link to="/templates" className="kpi-quiet-link">
            {t('kpi.templates.from')}
          </Link>
          <Link to="/imports" className="kpi-quiet-link">
            {t('kpi.dashboards.emptyImport')}
          </Link>
        </>
      }
    />
  )
}
