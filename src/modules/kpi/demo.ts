// Fills the demo world through the module's own actions, so that statuses, events and the audit are real.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope, Tx } from '#kernel/database/database.ts'
import { addDays } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import type { OrganizationId, UserId } from '#kernel/ids.ts'
import type { DemoWorld } from '#kernel/module.ts'
import type { Services } from '#kernel/services.ts'
import { createAction } from './actions/create-action.ts'
import { createDashboard } from './actions/create-dashboard.ts'
import { createKpi } from './actions/create-kpi.ts'
import { enterValue } from './actions/enter-value.ts'
import { createImportDesk } from './actions/import-desk.ts'
import { submissionOfBody } from './actions/import-submission.ts'
import { postComment } from './actions/post-comment.ts'
import { updateKpi } from './actions/update-kpi.ts'
import { seedFormulaDemo } from './demo-formula.ts'
import { seedDemoAnnotations } from './demo-annotations.ts'
import { seedDemoAttachments } from './demo-attachments.ts'
import { seedDemoBoards } from './demo-boards.ts'
import { demoDashboards } from './demo-data.ts'
import type { DemoAction, DemoComment, DemoDashboard, DemoKpi, Person } from './demo-data.ts'
import { seedDemoClosing } from './demo-closing.ts'
import { seedDemoRhythm } from './demo-rhythm.ts'
import { seedDemoSources } from './demo-sources.ts'
import { seedDemoStructure } from './demo-structure.ts'
import type { ActionId } from './queries/actions.ts'
import type { CommentParent } from './queries/comments.ts'
import type { DashboardId } from './queries/dashboards.ts'
import { findImportJob } from './queries/import-jobs.ts'
import { selectToday } from './queries/import-kpis.ts'
import type { KpiId } from './queries/kpis.ts'
import { seriesValues } from './rules/demo-series.ts'
import type { SeriesValue } from './rules/demo-series.ts'
import { type Frequency, type Period, periodOf, previousPeriod } from './rules/period.ts'

const importWaitMs = 250
const importWaitsMax = 240

interface Stage {
  readonly services: Services
  readonly today: Day
  readonly team: string
  /** The scope of a person, under his own rights. */
  readonly as: (person: Person) => Scope
}

interface MadeKpi {
  readonly id: KpiId
  readonly kpi: DemoKpi
  readonly values: readonly SeriesValue[]
}

/** Makes dashboards and KPIs, imports their history in one go, then adds what people entered, planned and said. */
export async function seedKpiDemo(services: Services, demo: DemoWorld): Promise<void> {
  const stage = await setStage(services, demo)
  const made: MadeKpi[] = []
  for (const dashboard of demoDashboards) made.push(...(await makeDashboard(stage, dashboard)))
  await importHistory(stage, made)
  for (const one of made) await liven(stage, one)
  await seedDemoStructure(services, stage.as('claire'))
  const ids = Object.fromEntries(made.map(({ kpi, id }) => [kpi.code, id]))
  await seedFormulaDemo({ services, scope: stage.as('claire'), idOf: (code) => named(ids, code) as KpiId })
  const { as } = stage
  await seedDemoClosing({ services, approver: as('paul'), clerk: as('karim'), admin: as('claire') })
  await seedRhythm(stage, made)
  await seedDemoBoards(stage, made)
  await seedDemoSources(services, as('karim'))
  await seedDemoAnnotations({ services, author: as('karim'), today: stage.today })
  await seedDemoAttachments({ services, author: as('karim'), kpiId: named(ids, 'PROD-DELAI') as KpiId })
}

/** On the first KPI of somebody else than the ADMIN. */
async function seedRhythm({ services, team, as }: Stage, made: readonly MadeKpi[]): Promise<void> {
  const one = made.find(({ kpi }) => kpi.owner !== 'claire')
  if (one === undefined) return
  const owner = as(one.kpi.owner).user_id as UserId
  await seedDemoRhythm(services, { admin: as('claire'), owner, kpi_id: one.id, team })
}

async function setStage(services: Services, { organization_id, users, teams }: DemoWorld): Promise<Stage> {
  const as = (person: Person): Scope => ({
    organization_id: organization_id as OrganizationId,
    user_id: named(users, person) as UserId,
    role: person === 'claire' ? 'ADMIN' : 'USER',
  })
  const today = await services.database.read(as('claire'), selectToday)
  return { services, today, team: named(teams, 'atelier'), as }
}

function named(ids: Readonly<Record<string, string>>, name: string): string {
  const id = ids[name]
  if (id === undefined) throw new Error(`the demo world has no ${name}`)
  return id
}

function makeDashboard(stage: Stage, { owner, team, kpis, ...dashboard }: DemoDashboard): Promise<readonly MadeKpi[]> {
  return stage.services.database.transaction(stage.as(owner), async (tx) => {
    const id = await createDashboard(tx, { ...dashboard, team_id: team === undefined ? null : stage.team })
    const made: MadeKpi[] = []
    for (const kpi of kpis) made.push(await makeKpi(tx, stage, { dashboardId: id, kpi }))
    return made
  })
}

interface NewDemoKpi {
  readonly dashboardId: DashboardId
  readonly kpi: DemoKpi
}

/** Makes a KPI with its first thresholds; the present ones follow from the day they were changed. */
async function makeKpi(tx: Tx, stage: Stage, { dashboardId, kpi }: NewDemoKpi): Promise<MadeKpi> {
  const { owner, series, earlier, remark: _remark, actions: _actions, comments: _comments, ...fields } = kpi
  const owner_id = stage.as(owner).user_id as UserId
  const { changed_ago = null, ...thresholds } = earlier ?? {}
  const id = await createKpi(tx, dashboardId, { ...fields, ...thresholds, owner_id })
  if (changed_ago !== null) {
    const { threshold_green = null, threshold_orange = null, threshold_red = null } = fields
    const effective_from = periodAgo(kpi.frequency, stage.today, changed_ago).start
    const change = { threshold_green, threshold_orange, threshold_red, effective_from }
    await updateKpi(tx, { id, change, if_match: null })
  }
  return { id, kpi, values: seriesValues(series, kpi.frequency, stage.today) }
}

/** All values but the last of each KPI: the spreadsheet that the company comes from. Throws unless every row is taken. */
async function importHistory({ services, as }: Stage, made: readonly MadeKpi[]): Promise<void> {
  const rows = made.flatMap(({ kpi, values }) =>
    values.slice(0, -1).map(({ period, value }) => ({ kpi: kpi.code, period: period.label, value })),
  )
  const scope = as('claire')
  const submission = submissionOfBody({ rows })
  const desk = createImportDesk(services)
  await desk.submit(scope, submission)
  for (let wait = 0; wait < importWaitsMax; wait += 1) {
    const job = await services.database.read(scope, (tx) => findImportJob(tx, submission.job.id))
    if (job?.status === 'SUCCESS') return
    if (job?.status === 'FAILED')
      throw new Error(`the history was refused: ${job.error_message ?? JSON.stringify(job.errors)}`)
    await sleep(importWaitMs)
  }
  throw new Error('the history took too long')
}

/** What the people of the demo do themselves: the owner enters the last value and plans actions, everyone may comment. */
async function liven(stage: Stage, { id, kpi, values }: MadeKpi): Promise<void> {
  const { database } = stage.services
  const last = values.at(-1)
  const actions = await database.transaction(stage.as(kpi.owner), async (tx) => {
    if (last !== undefined) {
      await enterValue(tx, id, { period: last.period.label, value: last.value, comment: kpi.remark ?? null })
    }
    const ids: ActionId[] = []
    for (const action of kpi.actions ?? []) ids.push(await addAction(tx, stage, { kpiId: id, action }))
    return ids
  })
  await discuss(stage, { kpi_id: id, action_id: null }, kpi.comments)
  for (const [index, action_id] of actions.entries()) {
    await discuss(stage, { kpi_id: null, action_id }, kpi.actions?.[index]?.comments)
  }
}

interface NewDemoAction {
  readonly kpiId: KpiId
  readonly action: DemoAction
}

function addAction(tx: Tx, { as, today }: Stage, { kpiId, action }: NewDemoAction): Promise<ActionId> {
  const { owner, accountable, due_in, effective_in, comments: _comments, ...fields } = action
  return createAction(tx, kpiId, {
    ...fields,
    owner_id: owner === null ? null : as(owner).user_id,
    accountable_id: accountable === undefined ? null : as(accountable).user_id,
    due_date: due_in === null ? null : addDays(today, due_in),
    effective_on: effective_in === undefined ? null : addDays(today, effective_in),
  })
}

async function discuss(stage: Stage, parent: CommentParent, comments: readonly DemoComment[] = []): Promise<void> {
  for (const { author, content } of comments) {
    await stage.services.database.transaction(stage.as(author), (tx) => postComment(tx, parent, { content }))
  }
}

function periodAgo(frequency: Frequency, today: Day, count: number): Period {
  let period = periodOf(frequency, today)
  for (let step = 0; step < count; step += 1) period = previousPeriod(frequency, period)
  return period
}
