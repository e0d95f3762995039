// The month of a dashboard in five letters: what was red, what answers it, and today's values in one click.
import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useI18n, useT } from '#web/i18n/use-i18n.tsx'
import { useRouteParam, useUrlParam } from '#web/url-param.ts'
import type { Sqcdp } from '../boards-schemas.ts'
import { sqcdpQuery } from './boards-queries.ts'
import { DashboardTabs } from './dashboard-tabs.tsx'
import type { KpiKey } from './messages-fr.ts'
import { monthName, monthsAround } from './month-steps.ts'
import { SqcdpDayDialog } from './sqcdp-day-dialog.tsx'
import { SqcdpLetterView } from './sqcdp-letter.tsx'
import { SqcdpMonthTable } from './sqcdp-month-table.tsx'
import { StepBar } from './step-bar.tsx'
import './kpi.css'
import './sqcdp.css'

export function SqcdpPage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('dashboardId')
  const [month] = useUrlParam('month')
  const board = useQuery(sqcdpQuery(id, month))
  if (board.isPending) return <PageSkeleton />
  if (board.isError) {
    return (
      <>
        <PageHeader title={t('kpi.tabs.sqcdp')} above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]} />
        <ErrorState error={board.error} retry={() => void board.refetch()} />
      </>
    )
  }
  return <LoadedSqcdp board={board.data} />
}

function LoadedSqcdp({ board }: { readonly board: Sqcdp }): ReactNode {
  const t = useT<KpiKey>()
  const isEmpty = board.letters.every(({ kpis }) => kpis.length === 0)
  return (
    <div className="full-width sqcdp-page">
      <PageHeader
        title={board.title}
        part={t('kpi.tabs.sqcdp')}
        above={[{ label: t('kpi.dashboards.title'), to: '/dashboards' }]}
        verdict={isEmpty ? undefined : <Verdict board={board} />}
        action={
          isEmpty ? undefined : (
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} stroke={1.5} />}
              onClick={() => window.print()}
            >
              {t('kpi.boards.print')}
            </Button>
          )
        }
      />
      <DashboardTabs dashboardId={board.dashboard_id} />
      {isEmpty ? (
        <EmptyState
          title={t('kpi.sqcdp.emptyTitle')}
          text={t('kpi.sqcdp.emptyText')}
          action={<Link to={`/dashboards/${board.dashboard_id}`}>{t('kpi.sqcdp.toList')}</Link>}
        />
      ) : (
        <Letters board={board} />
      )}
    </div>
  )
}

function Verdict({ board }: { readonly board: Sqcdp }): ReactNode {
  const t = useT<KpiKey>()
  const { language } = useI18n()
  const reds = board.letters.flatMap(({ days }) => days.filter(({ state }) => state === 'RED'))
  const open = reds.filter(({ countermeasure }) => countermeasure === 'NONE')
  const said = t('kpi.sqcdp.verdict', { count: reds.length, month: monthName(board.month, language) })
  return <>{reds.length === 0 ? said : `${said} ${t('kpi.sqcdp.unanswered', { count: open.length })}`}</>
}

function Letters({ board }: { readonly board: Sqcdp }): ReactNode {
  const t = useT<KpiKey>()
  const { language } = useI18n()
  const [, setMonth] = useUrlParam('month')
  const [chosen, setChosen] = useUrlParam('day')
  const { before, after } = monthsAround(board.month)
  const [family, day = ''] = chosen.split('.')
  const letter = board.letters.find((one) => one.family === family && one.kpis.length > 0)
  return (
    <>
      <StepBar
        label={monthName(board.month, language)}
        previousLabel={t('kpi.sqcdp.previous')}
        nextLabel={t('kpi.sqcdp.next')}
        previous={() => setMonth(before)}
        next={board.today.startsWith(board.month) ? null : () => setMonth(after)}
      />
      <div className="sqcdp-letters">
        {board.letters.map((one) => (
          <SqcdpLetterView
            key={one.family}
            family={one.family}
            days={one.days}
            today={board.today}
            kpiNames={one.kpis.map((kpi) => kpi.name)}
            {...(one.kpis.length === 0 ? {} : { onDay: (next: string) => setChosen(`${one.family}.${next}`) })}
          />
        ))}
      </div>
      <SqcdpLegend />
      <p className="quiet small no-print">{t('kpi.sqcdp.keys')}</p>
      {board.has_more ? <p className="quiet small">{t('kpi.boards.more', { count: 200 })}</p> : null}
      <SqcdpMonthTable board={board} />
      {letter === undefined || letter.days.every((one) => one.day !== day) ? null : (
        <SqcdpDayDialog
          key={chosen}
          dashboardId={board.dashboard_id}
          letter={letter}
          day={day}
          today={board.today}
          close={() => setChosen('')}
        />
      )}
    </>
  )
}

export function SqcdpLegend(): ReactNode {
  const t = useT<KpiKey>()
  return (
    <section className="board-legend small quiet" aria-label={t('kpi.boards.legend')}>
      {(['GREEN', 'ORANGE', 'RED', 'NO_DATA'] as const).map((status) => (
        <StatusBadge key={status} status={status} />
      ))}
      <span className="row">
        <span className="sqcdp-day sqcdp-sample" data-state="RED" data-answer="NONE" aria-hidden="true" />
        {t('kpi.sqcdp.legend.unanswered')}
      </span>
    </section>
  )
}
