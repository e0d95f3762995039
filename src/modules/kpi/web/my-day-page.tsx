// “Ma journée”: what I must enter, right here; what is red; which of my actions press.
import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { StatusBadge } from '#web/components/status-badge.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { MyDay, RedKpi, ToApprove } from '../entry-schemas.ts'
import { ActionCount } from './action-count.tsx'
import { DayEntry } from './day-entry.tsx'
import { myDayQuery } from './entry-queries.ts'
import type { KpiKey } from './messages-fr.ts'
import { usePeriodName } from './use-period-name.ts'
import { ValueMarks } from './value-marks.tsx'
import './kpi.css'
import './my-day.css'

export function MyDayPage(): ReactNode {
  const t = useT<KpiKey>()
  const day = useQuery(myDayQuery)
  if (day.isPending) return <PageSkeleton />
  if (day.isError) {
    return (
      <>
        <PageHeader title={t('kpi.day.title')} />
        <ErrorState error={day.error} retry={() => void day.refetch()} />
      </>
    )
  }
  return <LoadedDay day={day.data} />
}

function LoadedDay({ day }: { readonly day: MyDay }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const { counts } = day
  const isNobodys =
    counts.kpis === 0 && counts.late_actions + counts.due_soon + counts.other_actions + counts.to_approve === 0
  const isCalm = counts.to_enter + counts.to_approve + counts.red + counts.late_actions + counts.due_soon === 0
  return (
    <>
      <PageHeader title={t('kpi.day.title')} verdict={<span lang="fr">{day.verdict}</span>} />
      <p className="quiet small day-date">{format.longDay(day.today)}</p>
      {isNobodys ? (
        <EmptyState
          title={t('kpi.day.noneTitle')}
          text={t('kpi.day.noneText')}
          action={
            <Button component={Link} to="/dashboards">
              {t('kpi.day.toDashboards')}
            </Button>
          }
        />
      ) : isCalm ? (
        <Calm otherActions={counts.other_actions} />
      ) : (
        <Lists day={day} />
      )}
    </>
  )
}

function Calm({ otherActions }: { readonly otherActions: number }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <div className="day-calm">
      <IconCircleCheck size={40} stroke={1.25} aria-hidden="true" />
      <p className="day-calm-title">{t('kpi.day.calmTitle')}</p>
      <p className="quiet">{t('kpi.day.calmText')}</p>
      {otherActions === 0 ? null : <OtherActions count={otherActions} />}
    </div>
  )
}

function Lists({ day }: { readonly day: MyDay }): ReactNode {
  const t = useT<KpiKey>()
  const { counts } = day
  const actions = [...day.late_actions, ...day.due_soon]
  return (
    <div className="day-lists" data-entering={counts.to_enter > 0}>
      <DayList
        title={t('kpi.day.toEnter')}
        count={counts.missing_values}
        none={t('kpi.day.nothingToEnter')}
        hidden={counts.to_enter - day.to_enter.length}
      >
        {day.to_enter.map((item) => (
          <DayEntry key={item.kpi_id} item={item} />
        ))}
      </DayList>
      {/* Few people approve: to everybody else the list would say nothing. */}
      {counts.to_approve === 0 ? null : (
        <DayList
          title={t('kpi.day.toApprove')}
          count={counts.to_approve}
          none=""
          hidden={counts.to_approve - day.to_approve.reduce((sum, item) => sum + item.pending_values, 0)}
        >
          {day.to_approve.map((item) => (
            <ToApproveItem key={item.dashboard_id} item={item} />
          ))}
        </DayList>
      )}
      <DayList
        title={t('kpi.day.red')}
        count={counts.red}
        none={t('kpi.day.noRed')}
        hidden={counts.red - day.red.length}
      >
        {day.red.map((item) => (
          <RedItem key={item.kpi_id} item={item} />
        ))}
      </DayList>
      <DayList
        title={t('kpi.day.actions')}
        count={counts.late_actions + counts.due_soon}
        none={t('kpi.day.noActions')}
        hidden={counts.late_actions + counts.due_soon - actions.length}
        more={counts.other_actions === 0 ? null : <OtherActions count={counts.other_actions} />}
      >
        {actions.map((action) => (
          <DayAction key={action.id} action={action} />
        ))}
      </DayList>
    </div>
  )
}

function OtherActions({ count }: { readonly count: number }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <p className="small">
      <Link to="/actions">{t('kpi.day.otherActions', { count })}</Link>
    </p>
  )
}

interface DayListProps {
  readonly title: string
  readonly count: number
  readonly none: string
  /** How many more there are than shown. */
  readonly hidden: number
  /** What leads on to the rest. */
  readonly more?: ReactNode
  readonly children: readonly ReactNode[]
}

function DayList({ title, count, none, hidden, more, children }: DayListProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <section className="day-list">
      <h2>
        {title} {count === 0 ? null : <span className="quiet">{count}</span>}
      </h2>
      {children.length === 0 ? <p className="quiet small">{none}</p> : <ul className="plain-list lined">{children}</ul>}
      {hidden > 0 ? <p className="quiet small">{t('kpi.day.others', { count: hidden })}</p> : null}
      {more}
    </section>
  )
}

function ToApproveItem({ item }: { readonly item: ToApprove }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  return (
    <li className="day-item">
      <p>
        <Link to={`/dashboards/${item.dashboard_id}`} className="day-link">
          {item.dashboard_title}
        </Link>
      </p>
      <p className="quiet small">
        {t('kpi.day.waiting', { count: item.pending_values, period: nameOf(item.oldest_period_label) })}
      </p>
    </li>
  )
}

function RedItem({ item }: { readonly item: RedKpi }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  return (
    <li className="day-item">
      <p className="day-item-head">
        <Link to={`/kpis/${item.kpi_id}`} className="day-link">
          {item.name}
        </Link>
        <span className="kpi-status">
          <StatusBadge status="RED" critical={item.critical} />
          <ValueMarks provisional={item.latest_provisional} approval={item.latest_approval} />
        </span>
      </p>
      <p className="quiet small" lang="fr">
        {item.explanation}
      </p>
      <p className="quiet small">
        {item.latest_period_label === null ? null : `${nameOf(item.latest_period_label)} · `}
        {item.dashboard_title}
        {item.is_mine ? null : ` · ${t('kpi.day.of', { name: item.owner_name })}`}
      </p>
      <p className="small">
        <span className="quiet">{t('kpi.field.actions')}</span>{' '}
        <ActionCount open={item.open_actions} late={item.late_actions} />
      </p>
    </li>
  )
}

function DayAction({ action }: { readonly action: MyDay['late_actions'][number] }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const day = action.due_date === null ? '' : format.day(action.due_date)
  return (
    <li className="day-item">
      <p>
        <Link to={`/kpis/${action.kpi_id}`} className="day-link">
          {action.title}
        </Link>
      </p>
      <p className="small">
        <span className={action.is_late ? 'kpi-late' : 'quiet'}>
          {t(action.is_late ? 'kpi.day.lateAction' : 'kpi.day.dueAction', { day })}
        </span>{' '}
        <span className="quiet">
          · {t('kpi.actions.progressOf', { progress: action.progress })} · {action.kpi_name}
        </span>
      </p>
    </li>
  )
}
