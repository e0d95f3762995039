// What the boards of the demo world show: targets for the bowling charts, daily KPIs with letters, a screen.
import type { Scope, Tx } from '#kernel/database/database.ts'
import { addDays, dayParts, makeDay } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import type { Services } from '#kernel/services.ts'
import { createAction } from './actions/create-action.ts'
import { createDashboard } from './actions/create-dashboard.ts'
import { createKpi } from './actions/create-kpi.ts'
import { createScreen } from './actions/create-screen.ts'
import { enterValue } from './actions/enter-value.ts'
import { replaceTargets } from './actions/replace-targets.ts'
import type { DemoKpi, Person } from './demo-data.ts'
import type { DashboardId } from './queries/dashboards.ts'
import type { KpiId } from './queries/kpis.ts'
import { isExpected } from './rules/expected-periods.ts'
import { listPeriods, periodOf } from './rules/period.ts'
import type { NewKpi } from './schemas.ts'

export interface DemoStage {
  readonly services: Services
  readonly today: Day
  readonly as: (person: Person) => Scope
}

interface DailyKpi extends Omit<NewKpi, 'frequency'> {
  /** The last working day first, then back in time, over and over. */
  readonly values: readonly number[]
  readonly answer?: string
}

const down = { direction: 'DOWN_IS_BETTER' } as const
const up = { direction: 'UP_IS_BETTER' } as const

/** The last day of each is green: what the direction view opens on stays as it is. */
const dailyKpis: readonly DailyKpi[] = [
  {
    ...down,
    code: 'JOUR-SECU',
    name: 'Situations dangereuses signalées',
    unit: 'nb',
    family: 'SAFETY',
    aggregation: 'SUM',
    threshold_green: 0,
    threshold_orange: 1,
    threshold_red: 3,
    values: [0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0],
  },
  {
    ...down,
    code: 'JOUR-QUAL',
    name: 'Reprises en finition',
    unit: 'nb',
    family: 'QUALITY',
    aggregation: 'SUM',
    threshold_green: 2,
    threshold_orange: 4,
    threshold_red: 8,
    values: [1, 2, 5, 3, 0, 2, 1, 4, 2, 6, 1],
    answer: 'Contrôler l’humidité du bois avant finition',
  },
  {
    ...down,
    code: 'JOUR-COUT',
    name: 'Heures supplémentaires',
    unit: 'h',
    family: 'COST',
    aggregation: 'SUM',
    threshold_green: 4,
    threshold_orange: 8,
    threshold_red: 16,
    values: [3, 5, 2, 6, 4, 0, 9, 3, 2],
    answer: 'Lisser la charge entre débit et montage',
  },
  {
    ...up,
    code: 'JOUR-DELAI',
    name: 'Commandes prêtes à l’heure',
    unit: '%',
    family: 'DELIVERY',
    aggregation: 'AVERAGE',
    threshold_green: 95,
    threshold_orange: 90,
    threshold_red: 80,
    values: [96, 100, 92, 97, 100, 88, 95, 98],
  },
  {
    ...up,
    code: 'JOUR-PERS',
    name: 'Présents à l’atelier',
    unit: '%',
    family: 'PEOPLE',
    aggregation: 'AVERAGE',
    threshold_green: 92,
    threshold_orange: 85,
    threshold_red: 75,
    values: [95, 93, 95, 90, 93, 98, 95],
  },
]

/** Days of history: the month that goes on and the one before. */
const historyDays = 62

/** Sets targets on what was made, adds the daily dashboard and a screen. */
export async function seedDemoBoards(
  stage: DemoStage,
  made: readonly { readonly id: KpiId; readonly kpi: DemoKpi }[],
): Promise<void> {
  const { services, as, today } = stage
  for (const { id, kpi } of made)
    await services.database.transaction(as('claire'), (tx) => setTargets(tx, { id, kpi, today }))
  const dashboardId = await services.database.transaction(as('karim'), (tx) => makeDailyBoard(tx, today))
  await services.database.transaction(as('karim'), (tx) =>
    createScreen(tx, {
      name: 'Entrée de l’atelier',
      dashboard_ids: [dashboardId],
      views: ['SQCDP', 'OVERVIEW'],
      seconds_per_view: 20,
    }),
  )
}

interface Targeted {
  readonly id: KpiId
  readonly kpi: DemoKpi
  readonly today: Day
}

/** What is green is what is aimed at, last year and this one; the middle of a range. Daily and private KPIs have none. */
async function setTargets(tx: Tx, { id, kpi, today }: Targeted): Promise<void> {
  if (!/^(?:PROD|LOG)-/.test(kpi.code)) return
  const { year } = dayParts(today)
  const [from, to] = [makeDay(year - 1, 1, 4) as Day, makeDay(year, 12, 28) as Day]
  const value = kpi.threshold_green ?? ((kpi.green_min ?? 0) + (kpi.green_max ?? 0)) / 2
  const items = listPeriods(kpi.frequency, { from, to }).map(({ label }) => ({ period: label, value }))
  await replaceTargets(tx, id, items)
}

async function makeDailyBoard(tx: Tx, today: Day): Promise<DashboardId> {
  const dashboardId = await createDashboard(tx, {
    title: 'Point quotidien',
    process_name: 'Fabrication',
    description: 'Dix minutes debout chaque matin devant le tableau.',
  })
  const days = listPeriods('DAILY', { from: addDays(today, -historyDays), to: addDays(today, -1) })
    .filter((period) => isExpected('DAILY', period))
    .toReversed()
  for (const { values, answer, ...fields } of dailyKpis) {
    const id = await createKpi(tx, dashboardId, { ...fields, frequency: 'DAILY' })
    for (const [index, period] of days.entries())
      await enterValue(tx, id, { period: period.label, value: values[index % values.length] ?? 0 })
    if (answer !== undefined)
      await createAction(tx, id, { title: answer, due_date: addDays(periodOf('WEEKLY', today).end, 14) })
  }
  return dashboardId
}
