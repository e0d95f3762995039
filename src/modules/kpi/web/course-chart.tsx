// The chart of a KPI in two views: its course against thresholds and targets, and its control chart.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { Chart, type ChartPick } from '#web/components/chart.tsx'
import { ErrorState } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { useUrlParam } from '#web/url-param.ts'
import type { Series } from '../analysis-schemas.ts'
import type { Kpi, Value } from '../schemas.ts'
import { controlChart, withAnalysis } from '../rules/analysis-chart.ts'
import { seriesQuery } from './analysis-queries.ts'
import { AnnotateButton, useAnnotate } from './annotation-section.tsx'
import { ChoiceBar } from './choice-bar.tsx'
import { useWithoutDeleted } from './deletions.ts'
import { KpiTotals } from './kpi-totals.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-totals.ts'
import { withGaps } from './periods.ts'
import { thresholdsQuery } from './queries.ts'
import { TargetDialog } from './target-dialog.tsx'
import { usePeriodName } from './use-period-name.ts'
import { valueChart } from '../rules/value-chart.ts'
import './analysis.css'

const chartHeight = 280

export interface CourseChartProps {
  readonly kpi: Kpi
  readonly values: readonly Value[]
  /** First day shown; empty for everything. */
  readonly from: string
}

export function CourseChart({ kpi, values, from }: CourseChartProps): ReactNode {
  const t = useT<KpiKey>()
  const [view, setView] = useUrlParam('view', 'course')
  const [dialog, setDialog] = useUrlParam('edit')
  const series = useQuery(seriesQuery(kpi.id, from))
  const annotations = useWithoutDeleted(series.data?.annotations ?? noAnnotations)
  const shown = useMemo(
    () => (series.data === undefined ? null : { ...series.data, annotations: [...annotations] }),
    [series.data, annotations],
  )
  return (
    <>
      <div className="section-head">
        <ChoiceBar
          label={t('kpi.analysis.view')}
          value={view === 'control' ? 'control' : 'course'}
          onChange={setView}
          choices={[
            { value: 'course', label: t('kpi.analysis.course') },
            { value: 'control', label: t('kpi.analysis.control') },
          ]}
        />
        <span className="row">
          {kpi.can_answer ? <AnnotateButton /> : null}
          {kpi.can_edit ? (
            <Button variant="default" size="xs" onClick={() => setDialog('targets')}>
              {t('kpi.targets.edit')}
            </Button>
          ) : null}
        </span>
      </div>
      {series.isError ? <ErrorState error={series.error} retry={() => void series.refetch()} /> : null}
      {view === 'control' && shown !== null ? <Control kpi={kpi} series={shown} /> : null}
      {view === 'control' ? null : <Course kpi={kpi} values={values} series={shown} />}
      <TargetDialog opened={dialog === 'targets'} close={() => setDialog('')} kpi={kpi} />
    </>
  )
}

const noAnnotations: Series['annotations'] = []

interface CourseProps {
  readonly kpi: Kpi
  readonly values: readonly Value[]
  /** Null while it is on its way: the values are shown without it. */
  readonly series: Series | null
}

function Course({ kpi, values, series }: CourseProps): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const { data: versions } = useQuery(thresholdsQuery(kpi.id))
  const labels = useMemo(
    () =>
      withGaps(
        kpi.frequency,
        values.map((value) => value.period_label),
      ),
    [kpi.frequency, values],
  )
  const pick = usePick(kpi, labels)
  const spec = useMemo(() => {
    const base = valueChart({
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
      seriesName: (name) => (name === 'value' ? t('kpi.field.value') : t(`kpi.series.${name}`)),
    })
    if (series === null) return base
    const names = {
      target: t('kpi.analysis.target'),
      previousYear: t('kpi.analysis.previousYear'),
      forecast: t('kpi.analysis.forecast'),
      low: t('kpi.analysis.low'),
      high: t('kpi.analysis.high'),
      annotations: t('kpi.annotations.title'),
      totals: {
        ytd: t('kpi.totals.ytd'),
        rolling_3: t('kpi.totals.rolling3'),
        rolling_12: t('kpi.totals.rolling12'),
        variance: t('kpi.totals.variance'),
      },
    }
    return withAnalysis(base, series, { labels, nameOf, names })
  }, [values, versions, series, labels, kpi.frequency, kpi.unit, t, nameOf])
  return (
    <>
      <Chart spec={spec} height={chartHeight} fileName={kpi.code ?? kpi.name} pick={pick} />
      {series === null ? null : (
        <>
          <KpiTotals series={series} />
          <Sentences sentences={outlookOf(series)} />
        </>
      )}
    </>
  )
}

function outlookOf({ forecast }: Series): readonly string[] {
  const paces = [forecast.period_pace, forecast.year_pace].flatMap((pace) => (pace === null ? [] : [pace.sentence]))
  return [forecast.sentence, ...paces]
}

function Control({ kpi, series }: { readonly kpi: Kpi; readonly series: Series }): ReactNode {
  const t = useT<KpiKey>()
  const nameOf = usePeriodName()
  const spec = useMemo(
    () =>
      controlChart({
        series,
        title: t('kpi.analysis.controlTitle', { name: kpi.name }),
        labelHeader: t('kpi.field.period'),
        nameOf,
        names: {
          value: t('kpi.field.value'),
          signal: t('kpi.analysis.signal'),
          mean: t('kpi.analysis.mean'),
          lower: t('kpi.analysis.lower'),
          upper: t('kpi.analysis.upper'),
          annotations: t('kpi.annotations.title'),
        },
      }),
    [series, kpi.name, t, nameOf],
  )
  const labels = useMemo(() => series.points.map((point) => point.period_label), [series])
  const pick = usePick(kpi, labels)
  const { signals, sentence } = series.control
  return (
    <>
      <Chart spec={spec} height={chartHeight} fileName={kpi.code ?? kpi.name} pick={pick} />
      <Sentences sentences={[sentence]} />
      {signals.length === 0 ? null : (
        <>
          <h3>{t('kpi.analysis.signals')}</h3>
          <ul lang="fr" className="analysis-signals">
            {signals.map((signal) => (
              <li key={`${signal.rule} ${signal.sentence}`}>
                {signal.rule} : {signal.sentence}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** Enter at a point of the chart annotates its period; only for whoever may. */
function usePick(kpi: Kpi, labels: readonly string[]): ChartPick | undefined {
  const t = useT<KpiKey>()
  const annotate = useAnnotate()
  if (!kpi.can_answer) return undefined
  return { hint: t('kpi.annotations.keys'), onPick: (index) => annotate(labels[index]) }
}

/** The server's own sentences: they are in French whatever the language of the page. */
function Sentences({ sentences }: { readonly sentences: readonly string[] }): ReactNode {
  return sentences.map((sentence) => (
    <p key={sentence} lang="fr" className="quiet analysis-said">
      {sentence}
    </p>
  ))
}
