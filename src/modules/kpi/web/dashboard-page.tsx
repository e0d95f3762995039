// One dashboard: its verdict and its KPIs, each with value, status, course and what is to be done.
import { Button, Menu } from '@mantine/core'
import { IconPlus, IconTable } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { del, download, get, saveBlob } from '#web/api.ts'
import { DotsMenu } from '#web/components/dots-menu.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useIsAdmin } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { showToast } from '#web/toasts.ts'
import { useRouteParam, useUrlParam } from '#web/url-param.ts'
import type { Dashboard, Kpi } from '../schemas.ts'
import type { Template } from '../structure-schemas.ts'
import { ClosingDialog } from './closing-dialog.tsx'
import { ClosingSection } from './closing-section.tsx'
import { CopyDialog } from './copy-dialog.tsx'
import { DashboardDialog } from './dashboard-dialog.tsx'
import { DeletionDialog } from './deletion-dialog.tsx'
import { useGroupChoices } from './group-fields.tsx'
import { DashboardTabs } from './dashboard-tabs.tsx'
import { keys, refresh } from './keys.ts'
import { NewKpiDialog } from './kpi-dialog.tsx'
import { KpiTable } from './kpi-table.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-formula.ts'
import { MoveDialog } from './move-dialog.tsx'
import { dashboardQuery, kpisQuery } from './queries.ts'
import { RecomputeDialog } from './recompute-dialog.tsx'
import { useStatusSentence } from './use-status-sentence.ts'
import './kpi.css'

export function DashboardPage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('dashboardId')
  const dashboard = useQuery(dashboardQuery(id))
  const above = [{ label: t('kpi.dashboards.title'), to: '/dashboards' }]
  if (dashboard.isPending) return <PageSkeleton />
  if (dashboard.isError) {
    return (
      <>
        <PageHeader title={t('kpi.dashboards.one')} above={above} />
        <ErrorState error={dashboard.error} retry={() => void dashboard.refetch()} />
      </>
    )
  }
  return <LoadedDashboard dashboard={dashboard.data} />
}

function LoadedDashboard({ dashboard }: { readonly dashboard: Dashboard }): ReactNode {
  const t = useT<KpiKey>()
  const [adding, setAdding] = useUrlParam('new')
  const kpis = useInfiniteQuery(kpisQuery(dashboard.id))
  const rows = rowsOf(kpis.data)
  const add = dashboard.can_edit ? (
    <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setAdding('1')}>
      {t('kpi.kpis.create')}
    </Button>
  ) : null
  const isEmpty = kpis.isSuccess && rows.length === 0
  return (
    <div className="full-width">
      <PageHeader
        title={dashboard.title}
        above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]}
        badge={dashboard.status === null ? null : <StatusBadge status={dashboard.status} />}
        verdict={<Verdict dashboard={dashboard} />}
        action={
          <>
            {isEmpty ? null : (
              <>
                <Button variant="default" component={Link} to={`/dashboards/${dashboard.id}/meetings`}>
                  {t('kpi.meetings.title')}
                </Button>
                <Button
                  variant="default"
                  component={Link}
                  to={`/dashboards/${dashboard.id}/grid`}
                  leftSection={<IconTable size={16} stroke={1.5} />}
                >
                  {t('kpi.grid.open')}
                </Button>
              </>
            )}
            {isEmpty ? null : add}
            <DashboardMenu dashboard={dashboard} kpis={rows} />
          </>
        }
      />
      <About dashboard={dashboard} />
      <DashboardTabs dashboardId={dashboard.id} />
      <ClosingSection dashboard={dashboard} />
      {kpis.isError ? (
        <ErrorState error={kpis.error} retry={() => void kpis.refetch()} />
      ) : (
        <KpiTable
          file={{ path: `/dashboards/${dashboard.id}/kpis` }}
          rows={rows}
          loading={kpis.isPending}
          more={{
            available: kpis.hasNextPage,
            loading: kpis.isFetchingNextPage,
            load: () => void kpis.fetchNextPage(),
          }}
          empty={
            isEmpty ? (
              <EmptyState title={t('kpi.kpis.emptyTitle')} text={t('kpi.kpis.emptyText')} action={add} />
            ) : undefined
          }
        />
      )}
      <NewKpiDialog opened={adding !== ''} close={() => setAdding('')} dashboardId={dashboard.id} />
    </div>
  )
}

/** Why it stands where it stands, in the server's own French; then how its KPIs stand. */
function Verdict({ dashboard }: { readonly dashboard: Dashboard }): ReactNode {
  const sentence = useStatusSentence()
  return (
    <>
      {dashboard.status === null ? null : <span lang="fr">{dashboard.status_explanation} </span>}
      <span className="quiet">{sentence(dashboard)}</span>
    </>
  )
}

function About({ dashboard }: { readonly dashboard: Dashboard }): ReactNode {
  const t = useT<KpiKey>()
  const seen =
    dashboard.visibility === 'TEAM' ? (dashboard.team_name ?? '') : t(`kpi.visibility.${dashboard.visibility}`)
  const group = useGroupChoices().find((choice) => choice.value === dashboard.group_id)?.label ?? ''
  const { template_title, template_version } = dashboard
  const origin =
    template_title === null || template_version === null
      ? ''
      : t('kpi.templates.origin', { title: template_title, version: template_version })
  const facts = [group, dashboard.process_name, dashboard.owner_name, seen, origin].filter(
    (fact) => fact !== null && fact !== '',
  )
  return (
    <div className="kpi-about">
      {dashboard.description === null ? null : <p className="kpi-prose">{dashboard.description}</p>}
      <p className="quiet small">{facts.join(' · ')}</p>
    </div>
  )
}

interface DashboardMenuProps {
  readonly dashboard: Dashboard
  readonly kpis: readonly Kpi[]
}

function DashboardMenu({ dashboard, kpis }: DashboardMenuProps): ReactNode {
  const t = useT<KpiKey>()
  const [dialog, setDialog] = useUrlParam('edit')
  const isAdmin = useIsAdmin()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const onFailure = useProblemToast()
  const save = async (): Promise<void> => {
    const notes = await saveTemplate(dashboard, t('kpi.templates.fileName', { title: dashboard.title }))
    if (notes.length === 0) return
    const more = notes.length > notesShown ? [t('kpi.templates.moreNotes', { count: notes.length - notesShown })] : []
    showToast(t('kpi.templates.saved', { notes: [...notes.slice(0, notesShown), ...more].join(' ') }))
  }
  const remove = async (): Promise<void> => {
    await del(`/dashboards/${dashboard.id}`)
    queryClient.removeQueries({ queryKey: keys.dashboard(dashboard.id) })
    await navigate({ to: '/dashboards' })
    await refresh(queryClient, 'dashboard', { dashboard_id: dashboard.id })
    showToast(t('kpi.dashboards.deleted', { title: dashboard.title }))
  }
  return (
    <>
      <DotsMenu label={t('kpi.dashboards.menu')} large>
        {dashboard.can_edit ? (
          <>
            <Menu.Item onClick={() => setDialog('1')}>{t('kpi.dashboards.edit')}</Menu.Item>
            <Menu.Item onClick={() => setDialog('move')}>{t('kpi.move.act')}</Menu.Item>
            <Menu.Item onClick={() => setDialog('closing')}>{t('kpi.closing.menu')}</Menu.Item>
          </>
        ) : null}
        <Menu.Item onClick={() => setDialog('copy')}>{t('kpi.copy.act')}</Menu.Item>
        {kpis.length === 0 ? null : (
          <>
            <Menu.Item onClick={() => void save().catch(onFailure)}>{t('kpi.templates.save')}</Menu.Item>
            <ValueFileItems dashboard={dashboard} />
            {isAdmin ? <Menu.Item onClick={() => setDialog('recompute')}>{t('kpi.recompute.act')}</Menu.Item> : null}
          </>
        )}
        {dashboard.can_edit ? (
          <Menu.Item color="red" onClick={() => setDialog('delete')}>
            {t('kpi.dashboards.delete')}
          </Menu.Item>
        ) : null}
      </DotsMenu>
      <RecomputeDialog opened={dialog === 'recompute' && isAdmin} close={() => setDialog('')} dashboard={dashboard} />
      <ClosingDialog opened={dialog === 'closing'} close={() => setDialog('')} dashboard={dashboard} kpis={kpis} />
      <DashboardDialog opened={dialog === '1'} close={() => setDialog('')} dashboard={dashboard} />
      <MoveDialog opened={dialog === 'move'} close={() => setDialog('')} dashboard={dashboard} />
      <CopyDialog opened={dialog === 'copy'} close={() => setDialog('')} dashboard={dashboard} />
      <DeletionDialog
        opened={dialog === 'delete'}
        close={() => setDialog('')}
        path={`/dashboards/${dashboard.id}`}
        kind="dashboard"
        name={dashboard.title}
        title={t('kpi.dashboards.deleteTitle', { title: dashboard.title })}
        confirmLabel={t('kpi.dashboards.delete')}
        confirm={remove}
      />
    </>
  )
}

/** Every value of every KPI, to keep, to work on and to import again. */
function ValueFileItems({ dashboard }: { readonly dashboard: Dashboard }): ReactNode {
  const t = useT<KpiKey>()
  const onFailure = useProblemToast()
  const save = (format: 'csv' | 'xlsx') => (): void =>
    void download(`/dashboards/${dashboard.id}/values`, `${dashboard.title}.${format}`, { format }).catch(onFailure)
  return (
    <>
      <Menu.Item onClick={save('xlsx')}>{t('kpi.documents.valuesAll')}</Menu.Item>
      <Menu.Item onClick={save('csv')}>{t('kpi.documents.valuesAllCsv')}</Menu.Item>
    </>
  )
}

/** Notes of a saved template that a passing message has room for; the file holds them all. */
const notesShown = 2

/** Keeps the dashboard as a template in a file that people can read, and answers what the template goes without. */
async function saveTemplate({ id }: Dashboard, name: string): Promise<readonly string[]> {
  const template = await get<Template>(`/dashboards/${id}/template`)
  saveBlob(new Blob([`${JSON.stringify(template, null, 2)}\n`], { type: 'application/json' }), `${name}.json`)
  return template.notes ?? []
}
