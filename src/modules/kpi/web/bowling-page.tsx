// The year of a dashboard at a glance: the bowling chart, with its years, its legend, on paper and as a file.
import { Button } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { saveBlob } from '#web/api.ts'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useI18n, useT } from '#web/i18n/use-i18n.tsx'
import { useRouteParam, useUrlParam } from '#web/url-param.ts'
import type { Bowling } from '../boards-schemas.ts'
import { bowlingQuery } from './boards-queries.ts'
import { bowlingCsv } from './bowling-csv.ts'
import { countRedMonths } from './bowling-reading.ts'
import { BowlingTable } from './bowling-table.tsx'
import { DashboardTabs } from './dashboard-tabs.tsx'
import type { KpiKey } from './messages-fr.ts'
import { fiscalYearName } from './month-steps.ts'
import { StepBar } from './step-bar.tsx'
import './kpi.css'
import './boards.css'

export function BowlingPage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('dashboardId')
  const [year] = useUrlParam('year')
  const chart = useQuery(bowlingQuery(id, year))
  if (chart.isPending) return <PageSkeleton />
  if (chart.isError) {
    return (
      <>
        <PageHeader title={t('kpi.tabs.bowling')} above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]} />
        <ErrorState error={chart.error} retry={() => void chart.refetch()} />
      </>
    )
  }
  return <LoadedBowling chart={chart.data} />
}

function LoadedBowling({ chart }: { readonly chart: Bowling }): ReactNode {
  const t = useT<KpiKey>()
  const isEmpty = chart.rows.length === 0
  const year = fiscalYearName(chart.year_start, chart.year_end)
  const reds = countRedMonths(chart.rows)
  const verdict =
    reds === null ? t('kpi.bowling.noneJudged', { year }) : t('kpi.bowling.verdict', { count: reds, year })
  return (
    <div className="full-width bowling-page">
      <PageHeader
        title={chart.title}
        part={t('kpi.tabs.bowling')}
        above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]}
        verdict={isEmpty ? undefined : verdict}
        action={isEmpty ? undefined : <Outputs chart={chart} />}
      />
      <DashboardTabs dashboardId={chart.dashboard_id} />
      <YearSteps chart={chart} />
      {isEmpty ? (
        <EmptyState
          title={t('kpi.bowling.emptyTitle')}
          text={t('kpi.bowling.emptyText')}
          action={<Link to={`/dashboards/${chart.dashboard_id}?new=1`}>{t('kpi.bowling.toList')}</Link>}
        />
      ) : (
        <>
          <BowlingTable chart={chart} />
          {chart.has_more ? <p className="quiet small">{t('kpi.boards.more', { count: chart.rows.length })}</p> : null}
          <Legend chart={chart} />
        </>
      )}
    </div>
  )
}

function YearSteps({ chart }: { readonly chart: Bowling }): ReactNode {
  const t = useT<KpiKey>()
  const [, setYear] = useUrlParam('year')
  const isPresent = chart.today >= chart.year_start && chart.today <= chart.year_end
  return (
    <StepBar
      label={t('kpi.bowling.year', { year: fiscalYearName(chart.year_start, chart.year_end) })}
      previousLabel={t('kpi.bowling.previous')}
      nextLabel={t('kpi.bowling.next')}
      previous={() => setYear(String(chart.year - 1))}
      next={isPresent ? null : () => setYear(String(chart.year + 1))}
    />
  )
}

function Outputs({ chart }: { readonly chart: Bowling }): ReactNode {
  const t = useT<KpiKey>()
  const { language } = useI18n()
  const save = (): void => {
    const words = {
      name: t('kpi.field.name'),
      code: t('kpi.field.code'),
      unit: t('kpi.field.unit'),
      measure: t('kpi.bowling.measure'),
      target: t('kpi.bowling.target'),
      actual: t('kpi.bowling.actual'),
      ytd: t('kpi.bowling.ytd'),
      note: t('kpi.bowling.note'),
      provisional: t('kpi.bowling.ytdProvisional'),
    }
    const text = bowlingCsv(chart, words, language === 'fr' ? ',' : '.')
    saveBlob(new Blob([text], { type: 'text/csv;charset=utf-8' }), `${chart.title} ${chart.year}.csv`)
  }
  return (
    <>
      <Button variant="default" leftSection={<IconDownload size={16} stroke={1.5} />} onClick={save}>
        {t('kpi.boards.csv')}
      </Button>
      <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.5} />} onClick={() => window.print()}>
        {t('kpi.boards.print')}
      </Button>
    </>
  )
}

function Legend({ chart }: { readonly chart: Bowling }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <section className="board-legend small quiet" aria-label={t('kpi.boards.legend')}>
      <span>{t('kpi.bowling.cellLegend')}</span>
      {(['GREEN', 'ORANGE', 'RED', 'NO_THRESHOLD'] as const).map((status) => (
        <StatusBadge key={status} status={status} />
      ))}
      <span>{t('kpi.bowling.provisionalLegend')}</span>
      <span>{t('kpi.bowling.noPeriodLegend')}</span>
      {chart.rows.some(({ totals }) => totals === 'FORMULA') ? <span>{t('kpi.bowling.formulaTotals')}</span> : null}
    </section>
  )
}
