// Under the chart of a KPI: what its values come to over the year and the last periods, and what they are held against.
import type { ReactNode } from 'react'
import { Delta } from '#web/components/delta.tsx'
import { Figure, FigureRow } from '#web/components/figure.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { Day } from '#kernel/dates.ts'
import type { Series, SeriesPoint } from '../analysis-schemas.ts'
import { samePeriodLastYear } from '../rules/cumulative.ts'
import { periodOf } from '../rules/period.ts'
import type { KpiKey } from './messages-fr.ts'
import { goodnessOf, isInPoints } from './readings.ts'
import { usePeriodName } from './use-period-name.ts'
import './messages-totals.ts'

/** At the last period that has a value; nothing before there is one. */
export function KpiTotals({ series }: { readonly series: Series }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const point = series.points.findLast(({ value }) => value !== null)
  if (point === undefined) return null
  return (
    <section className="kpi-totals" aria-label={t('kpi.totals.title', { period: nameOf(point.period_label) })}>
      <FigureRow>
        <YearToDate series={series} point={point} />
        <Rolling series={series} point={point} size={3} />
        <Rolling series={series} point={point} size={12} />
        <PreviousYear series={series} point={point} />
        <AgainstTarget series={series} point={point} />
      </FigureRow>
    </section>
  )
}

interface PointProps {
  readonly series: Series
  readonly point: SeriesPoint
}

function YearToDate({ series, point }: PointProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const missing = point.ytd_missing ?? 0
  const lacks = [
    ...(point.ytd !== null && point.provisional ? [t('kpi.totals.open')] : []),
    ...(missing === 0 ? [] : [t('kpi.totals.missing', { count: missing })]),
  ]
  return (
    <Figure
      label={t('kpi.totals.ytd')}
      value={point.ytd === null ? '—' : format.derived(point.ytd, series.unit)}
      period={[point.ytd === null ? t('kpi.totals.noTotal') : t(`kpi.totals.by.${wayOf(series)}`), ...lacks].join(', ')}
    />
  )
}

/** How several periods are put together: said beside each total. */
function wayOf({ totals, aggregation }: Series): Series['aggregation'] | 'FORMULA' {
  return totals === 'FORMULA' ? 'FORMULA' : aggregation
}

function Rolling({ series, point, size }: PointProps & { readonly size: 3 | 12 }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const total = size === 3 ? point.rolling_3 : point.rolling_12
  const isWhole = isFilled(series, point, size)
  const way = [t(`kpi.totals.by.${wayOf(series)}`), ...(point.provisional ? [t('kpi.totals.open')] : [])].join(', ')
  return (
    <Figure
      label={t(`kpi.totals.rolling${size}`)}
      value={total === null ? '—' : format.derived(total, series.unit)}
      period={total === null ? t(isWhole ? 'kpi.totals.noTotal' : 'kpi.totals.gap') : way}
    />
  )
}

/** Whether every one of these periods is shown with a value: then it is the formula that gave no total. */
function isFilled({ points }: Series, point: SeriesPoint, size: number): boolean {
  const end = points.indexOf(point) + 1
  const last = points.slice(Math.max(0, end - size), end)
  return last.length === size && last.every(({ value }) => value !== null)
}

function PreviousYear({ series, point }: PointProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const before = samePeriodLastYear(series.frequency, periodOf(series.frequency, point.period_start as Day))
  const name = before === null ? null : nameOf(before.label)
  return (
    <Figure
      label={t('kpi.totals.previousYear')}
      value={point.previous_year === null ? '—' : format.withUnit(point.previous_year, series.unit)}
      period={
        name === null
          ? t('kpi.totals.noSuchPeriod')
          : point.previous_year === null
            ? t('kpi.totals.noPreviousYear', { period: name })
            : name
      }
    />
  )
}

function AgainstTarget({ series, point }: PointProps): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const nameOf = usePeriodName()
  const { variance, target } = point
  const unit = isInPoints(series.unit) ? t('delta.points') : series.unit
  return (
    <Figure
      label={t('kpi.totals.variance')}
      value={
        variance === null ? '—' : <Delta value={variance} unit={unit} goodness={goodnessOf(point.variance_goodness)} />
      }
      period={
        target === null
          ? t('kpi.totals.noTarget', { period: nameOf(point.period_label) })
          : [
              t('kpi.totals.target', { value: format.withUnit(target, series.unit) }),
              ...(point.provisional ? [t('kpi.totals.openVariance')] : []),
            ].join(', ')
      }
    />
  )
}
