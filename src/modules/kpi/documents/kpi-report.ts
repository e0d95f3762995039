// A KPI as a document, and its charts: built from the very values, versions and analysis that its page shows.
import { readFileSync } from 'node:fs'
import { chartSizeDefault } from '#kernel/chart/chart-sizes.ts'
import type { ChartSpec } from '#kernel/chart/chart-spec.ts'
import type { Tx } from '#kernel/database/database.ts'
import { formatDayFr } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { notFound } from '#kernel/problem.ts'
import { selectOrganization } from '#kernel/tenancy/queries/organization.ts'
import type { PaperRequest, PictureRequest } from '#kernel/typeset/press.ts'
import type { Series, SeriesPoint } from '../analysis-schemas.ts'
import { listActions } from '../queries/actions.ts'
import { findKpiSummary } from '../queries/kpis.ts'
import type { KpiId, KpiSummaryRow } from '../queries/kpis.ts'
import { listThresholdHistory } from '../queries/thresholds.ts'
import { listValues } from '../queries/values.ts'
import { controlChart, withAnalysis } from '../rules/analysis-chart.ts'
import { annotationMarks } from '../rules/chart-notes.ts'
import { withGaps } from '../rules/period-labels.ts'
import { seriesPointsMax } from '../rules/series-window.ts'
import { valueChart } from '../rules/value-chart.ts'
import { finalMarks, marksFr, withMarksFr } from '../rules/value-marks.ts'
import type { Value } from '../schemas.ts'
import { readSeries } from '../actions/read-series.ts'
import type { SeriesChoice } from '../actions/read-series.ts'
import { toThresholdVersion } from '../wire.ts'
import {
  actionFacts,
  chartWords,
  derivedQuantity,
  longDay,
  periodWords,
  quantity,
  statusName,
  statusNames,
  thresholdWords,
} from './words.ts'

const template = readFileSync(new URL('kpi-report.typ', import.meta.url), 'utf8')
const actionsMax = 50
/** Sharp on a slide and on a screen of double density. */
const pictureScale = 2
const chartSize = { width: 720, height: 240 }

export type ChartView = 'course' | 'control'

interface Course {
  readonly kpi: KpiSummaryRow
  readonly series: Series
  readonly values: readonly Value[]
  readonly spec: ChartSpec
}

export interface KpiChart {
  readonly name: string
  readonly spec: ChartSpec
}

/** The chart of a KPI as its page shows it. Throws NOT_FOUND. */
export async function readKpiChart(
  tx: Tx,
  id: KpiId,
  { view, choice }: { readonly view: ChartView; readonly choice: SeriesChoice },
): Promise<KpiChart> {
  const { kpi, series, spec } = await readCourse(tx, id, choice)
  return { name: kpi.name, spec: view === 'course' ? spec : controlSpec(kpi, series) }
}

/** The same chart as a picture that stands alone, on a slide: with what it is about above it. Throws NOT_FOUND. */
export async function readKpiPicture(
  tx: Tx,
  id: KpiId,
  request: { readonly view: ChartView; readonly choice: SeriesChoice },
): Promise<PictureRequest> {
  const { name, spec } = await readKpiChart(tx, id, request)
  const heading = request.view === 'course' ? [name, spec.title] : [spec.title]
  return { spec, heading, size: chartSizeDefault, scale: pictureScale, words: statusNames }
}

/** Everything the report of a KPI shows, in one transaction. Throws NOT_FOUND. */
export async function readKpiReport(tx: Tx, id: KpiId, choice: SeriesChoice): Promise<PaperRequest> {
  const { kpi, series, values, spec } = await readCourse(tx, id, choice)
  const request = { kpi_id: id, mine: false, late: null, status: null, after: null, limit: actionsMax + 1 }
  const [organization, actions] = await Promise.all([selectOrganization(tx), listActions(tx, request)])
  const [first, last] = [series.points[0], series.points.at(-1)]
  const hasControl = series.control.mean !== null
  return {
    template,
    imprint: {
      title: kpi.name,
      organization: organization.name,
      period:
        first === undefined || last === undefined
          ? `au ${longDay(kpi.today)}`
          : `${periodWords(first.period_label)} à ${periodWords(last.period_label)}`,
      source: `Source : Socle, valeurs saisies et importées. Données du ${formatDayFr(kpi.today)}.`,
      licence: 'Document interne : diffusion réservée à l’organisation.',
    },
    charts: {
      course: { spec, size: chartSize },
      ...(hasControl ? { control: { spec: controlSpec(kpi, series), size: chartSize } } : {}),
    },
    data: {
      ...headOf(kpi),
      figures: figuresOf(kpi, series),
      course: captionOf(spec),
      control: hasControl ? captionOf(controlSpec(kpi, series)) : null,
      control_sentence: series.control.sentence,
      signals: series.control.signals.map((signal) => `${signal.rule} : ${signal.sentence}`),
      outlook: series.forecast.sentence,
      annotations: notesOf(series),
      actions: actions.slice(0, actionsMax).map((action) => ({
        title: action.title,
        facts: actionFacts(action),
        state: action.is_late ? 'En retard' : actionStates[action.status],
      })),
      actions_left: Math.max(0, actions.length - actionsMax),
      values: rowsOf(series, values, kpi.unit),
    },
  }
}

/** Each with the mark it has on the charts. */
function notesOf({ annotations }: Series): readonly object[] {
  const marks = annotationMarks(annotations)
  return annotations.map(({ period_label, text }) => ({
    mark: marks.get(period_label) ?? '',
    period: periodWords(period_label),
    text,
  }))
}

async function readCourse(tx: Tx, id: KpiId, choice: SeriesChoice): Promise<Course> {
  const [kpi, series, versions] = await Promise.all([
    findKpiSummary(tx, id),
    readSeries(tx, id, choice),
    listThresholdHistory(tx, id),
  ])
  if (kpi === null) throw notFound()
  const values = await readValues(tx, id, series)
  const base = valueChart({
    values,
    versions: versions.map(toThresholdVersion),
    frequency: kpi.frequency,
    unit: kpi.unit,
    title: kpi.unit === null || kpi.unit === '' ? chartWords.title : `${chartWords.title} (${kpi.unit})`,
    description: courseWords(kpi, values),
    labelHeader: chartWords.period,
    nameOf: periodWords,
    seriesName: (name) => (name === 'value' ? chartWords.value : thresholdWords[name]),
  })
  const labels = withGaps(
    kpi.frequency,
    values.map((value) => value.period_label),
  )
  return { kpi, series, values, spec: withAnalysis(base, series, { labels, nameOf: periodWords, names: chartWords }) }
}

/** The values of the periods that the series shows. */
async function readValues(tx: Tx, id: KpiId, { points }: Series): Promise<readonly Value[]> {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return []
  const from = first.period_start as Day
  const to = last.period_end as Day
  const page = await listValues(tx, { kpi_id: id, from, to, after: null, limit: seriesPointsMax })
  return page === null ? [] : (JSON.parse(page.items) as readonly Value[])
}

function courseWords(kpi: KpiSummaryRow, values: readonly Value[]): string {
  const [first, last] = [values[0], values.at(-1)]
  if (first === undefined || last === undefined) return `${kpi.name} : aucune valeur.`
  const count = values.length === 1 ? '1 valeur' : `${values.length} valeurs`
  return `${kpi.name} : ${count}, de ${periodWords(first.period_label)} (${quantity(first.value, kpi.unit)}) à ${periodWords(last.period_label)} (${quantity(last.value, kpi.unit)}).`
}

function controlSpec(kpi: KpiSummaryRow, series: Series): ChartSpec {
  return controlChart({
    series,
    title: chartWords.control.replace('{name}', kpi.name),
    labelHeader: chartWords.period,
    nameOf: periodWords,
    names: chartWords,
  })
}

/** Title, description, and what each line and each shape stands for. */
function captionOf({ title, description, series }: ChartSpec): object {
  const shown = new Set(series.flatMap(({ statuses = [] }) => statuses))
  const statuses = (['GREEN', 'ORANGE', 'RED'] as const).filter((status) => shown.has(status))
  return {
    title,
    description,
    lines: series.map(({ name, tone = 'ink', dashed = false }) => ({ name, tone: tone.toUpperCase(), dashed })),
    shapes: statuses.map((status) => ({ status, word: statusName(status, false) })),
  }
}

const actionStates = { OPEN: 'À faire', IN_PROGRESS: 'En cours', DONE: 'Faite', CANCELLED: 'Abandonnée' } as const
const frequencyNames = {
  DAILY: 'Quotidien',
  WEEKLY: 'Hebdomadaire',
  MONTHLY: 'Mensuel',
  QUARTERLY: 'Trimestriel',
  HALF_YEARLY: 'Semestriel',
  YEARLY: 'Annuel',
} as const

function headOf(kpi: KpiSummaryRow): object {
  return {
    dashboard: kpi.dashboard_title,
    facts: [kpi.code, frequencyNames[kpi.frequency], `responsable : ${kpi.owner_name}`]
      .filter((fact) => fact !== null)
      .join(' · '),
    status: (kpi.latest_value === null ? null : kpi.latest_status) ?? 'NONE',
    status_word: kpi.latest_value === null ? 'Sans donnée' : statusName(kpi.latest_status, kpi.latest_critical),
    marks: marksFr({ provisional: kpi.latest_provisional, approval: kpi.latest_approval }),
    verdict: kpi.latest_explanation ?? 'Aucune valeur n’est encore saisie.',
  }
}

/** How the totals of a ratio are made, beside them. */
const totalsWords = 'la formule, appliquée aux totaux'

/** The numbers a reader looks for first: the last value, and what it is measured against. */
function figuresOf(kpi: KpiSummaryRow, series: Series): readonly object[] {
  const point = series.points.findLast(({ value }) => value !== null)
  if (point === undefined) return []
  const isLatest = point.period_label === kpi.latest_period_label
  const marks = { provisional: point.provisional, approval: isLatest ? kpi.latest_approval : null }
  const figure = (label: string, value: number | null, note = ''): readonly object[] =>
    value === null ? [] : [{ label, value: quantity(value, kpi.unit), note }]
  return [
    ...figure('Dernière valeur', point.value, withMarksFr(periodWords(point.period_label), marks)),
    ...figure('Période précédente', point.previous_period),
    ...figure('Objectif', point.target),
    ...figure('Année précédente', point.previous_year),
    ...(point.ytd === null
      ? []
      : [
          {
            label: 'Cumul de l’exercice',
            value: derivedQuantity(point.ytd, kpi.unit),
            note: [
              ...(series.totals === 'FORMULA' ? [totalsWords] : []),
              ...(point.provisional ? ['période en cours comprise'] : []),
            ].join(', '),
          },
        ]),
  ]
}

/** Newest first, as in the page; a period without a value says so. */
function rowsOf(series: Series, values: readonly Value[], unit: string | null): readonly object[] {
  const found = new Map(values.map((value) => [value.period_label, value]))
  const marked = (label: string): string => withMarksFr(periodWords(label), found.get(label) ?? finalMarks)
  const say = (value: number | null): string => (value === null ? '–' : quantity(value, unit))
  return series.points.toReversed().map((point: SeriesPoint) => ({
    period: marked(point.period_label),
    value: say(point.value),
    target: say(point.target),
    variance: point.variance === null ? '–' : derivedQuantity(point.variance, unit),
    status: (point.value === null ? null : point.status) ?? 'NONE',
    word: point.value === null ? 'Manquante' : statusName(point.status, point.critical),
    comment: found.get(point.period_label)?.comment ?? '',
  }))
}
