// The course of a KPI and the values behind it: a chart, and the table to read, correct and delete them.
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import { Chart } from '#web/components/chart.tsx'
import { EmptyState, ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Kpi, Value } from '../schemas.ts'
import { ChoiceBar } from './choice-bar.tsx'
import { useWithoutDeleted } from './deletions.ts'
import type { KpiKey } from './messages-fr.ts'
import { thresholdsQuery, valuesQuery } from './queries.ts'
import { usePeriodName } from './use-period-name.ts'
import { chartRanges, rangeStart, readRange, valueChart } from './value-chart.ts'
import { ValueDialog } from './value-dialog.tsx'
import { ValueTable } from './value-table.tsx'

const chartHeight = 280

export function ValueSection({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const [rangeText, setRange] = useUrlParam('range', '12M')
  const range = readRange(rangeText)
  const from = kpi.latest_period_start === null ? '' : rangeStart(range, kpi.latest_period_start)
  const values = useQuery(valuesQuery(kpi.id, from))
  const shown = useWithoutDeleted(values.data ?? noValues)
  const [correcting, setCorrecting] = useState<Value | null>(null)
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t('kpi.values.course')}</h2>
        <ChoiceBar
          label={t('kpi.range.label')}
          value={range}
          onChange={setRange}
          choices={chartRanges.map((value) => ({ value, label: t(`kpi.range.${value}`) }))}
        />
      </div>
      {values.isError ? <ErrorState error={values.error} retry={() => void values.refetch()} /> : null}
      {values.isPending ? (
        <>
          <Skeleton height={chartHeight} mb={24} />
          <LinesSkeleton />
        </>
      ) : null}
      {values.isSuccess && shown.length === 0 ? (
        <EmptyState title={t('kpi.values.emptyTitle')} text={t('kpi.values.emptyText')} />
      ) : null}
      {shown.length === 0 ? null : (
        <>
          <Course kpi={kpi} values={shown} />
          <h3 className="kpi-history-title">{t('kpi.values.title')}</h3>
          <ValueTable kpi={kpi} values={shown} correct={setCorrecting} />
        </>
      )}
      {correcting === null ? null : (
        <ValueDialog opened close={() => setCorrecting(null)} kpi={kpi} value={correcting} />
      )}
    </section>
  )
}

const noValues: readonly Value[] = []

function Course({ kpi, values }: { readonly kpi: Kpi; readonly values: readonly Value[] }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const { data: versions } = useQuery(thresholdsQuery(kpi.id))
  const spec = useMemo(
    () =>
      valueChart({
        values,
        versions: versions?.items ?? [],
        frequency: kpi.frequency,
        unit: kpi.unit,
        title:
          kpi.unit === null || kpi.unit === ''
            ? t('kpi.values.chartTitle')
            : t('kpi.values.chartTitleUnit', { unit: kpi.unit }),
        description: t('kpi.values.chart', {
          count: values.length,
          from: nameOf(values[0]?.period_label ?? ''),
          to: nameOf(values.at(-1)?.period_label ?? ''),
        }),
        labelHeader: t('kpi.field.period'),
        nameOf,
        seriesName: (series) => (series === 'value' ? t('kpi.field.value') : t(`kpi.series.${series}`)),
      }),
    [values, versions, kpi.frequency, kpi.unit, t, nameOf],
  )
  return <Chart spec={spec} height={chartHeight} fileName={kpi.code ?? kpi.name} />
}
