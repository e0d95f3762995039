// REST of entry: the grid of a dashboard, and what waits for a person today.
import type { FastifyInstance } from 'fastify'
import type { Scope, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { saveGrid } from './actions/save-grid.ts'
import { dayListMax, Grid, GridChange, GridQuery, GridSaved, MyDay } from './entry-schemas.ts'
import { toGrid, toGridCell, toRed, toToEnter } from './entry-wire.ts'
import { findDashboard } from './queries/dashboards.ts'
import type { DashboardId } from './queries/dashboards.ts'
import { listFrequencies, listGridKpis, listGridValues } from './queries/grid.ts'
import { selectToday } from './queries/import-kpis.ts'
import { countOtherActions, listDayActions, listDayKpis, listToApprove } from './queries/my-day.ts'
import { readDay } from './query-day.ts'
import { dueSoonDays } from './reporting-schemas.ts'
import { dayVerdictOf } from './rules/day-verdict.ts'
import { gridPeriodCountMax, gridPeriods } from './rules/grid-window.ts'
import type { Frequency } from './rules/period.ts'
import { toAction } from './wire.ts'

const tag = 'Saisie'

export function addEntryRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}/grid',
    permission: 'value.read',
    operation_id: 'getGrid',
    summary: 'Les valeurs d’un tableau de bord par indicateur et par période, et celles que l’on peut saisir',
    tag,
    query: GridQuery,
    answers: { 200: Grid },
    handle: ({ scope, id, query }) => {
      const request = {
        dashboardId: id<'dashboard'>('dashboard_id'),
        frequency: query.frequency ?? null,
        from: readDay('/from', query.from),
        to: readDay('/to', query.to),
      }
      return database.read(scope, (tx) => readGridOf(tx, scope, request))
    },
  })
  endpoint(app, {
    method: 'PUT',
    path: '/dashboards/{dashboard_id}/grid',
    permission: 'value.create',
    operation_id: 'saveGrid',
    summary: 'Enregistre des cellules, toutes ou aucune ; null retire la valeur ; répond ce qu’elles sont devenues',
    tag,
    body: GridChange,
    answers: { 200: GridSaved },
    problems: [409],
    handle: async ({ scope, id, body }) => {
      const { cells, changed } = await database.transaction(scope, (tx) => saveGrid(tx, id('dashboard_id'), body))
      return { items: cells.map(({ cell, row }) => toGridCell(cell, row)), changed }
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/my-day',
    permission: 'value.read',
    operation_id: 'getMyDay',
    summary: 'Ma journée : ce que j’ai à saisir, à valider, ce qui est rouge, mes actions en retard ou bientôt dues',
    tag,
    answers: { 200: MyDay },
    handle: ({ scope }) => database.read(scope, (tx) => readMyDay(tx, scope)),
  })
}

interface GridRequest {
  readonly dashboardId: DashboardId
  readonly frequency: Frequency | null
  readonly from: Day | null
  readonly to: Day | null
}

async function readGridOf(tx: Tx, scope: Scope, { dashboardId, frequency, from, to }: GridRequest): Promise<Grid> {
  const [dashboard, today, frequencies] = await Promise.all([
    findDashboard(tx, dashboardId),
    selectToday(tx),
    listFrequencies(tx, dashboardId),
  ])
  if (dashboard === null) throw notFound()
  const chosen = frequency ?? frequencies[0]?.frequency ?? 'MONTHLY'
  const periods = gridPeriods({ frequency: chosen, today, from, to })
  if (periods === null) throw tooLarge()
  const kpis = await listGridKpis(tx, { dashboard_id: dashboardId, frequency: chosen })
  const first = periods[0]
  const last = periods.at(-1)
  const values =
    first === undefined || last === undefined
      ? []
      : await listGridValues(tx, { kpi_ids: kpis.map((kpi) => kpi.id), from: first.start, to: last.start })
  return toGrid(scope, { dashboard, frequency: chosen, frequencies, today, periods, kpis, values })
}

function tooLarge(): Error {
  const detail = `Un tableau de saisie montre au plus ${gridPeriodCountMax} périodes : rapprochez from de to.`
  return unprocessable([{ pointer: '/from', code: 'GRID_TOO_LARGE', detail }])
}

/** Five statements in one flight; the rule of standing does the rest. */
async function readMyDay(tx: Tx, scope: Scope): Promise<MyDay> {
  const [today, kpis, actions, others, toApprove] = await Promise.all([
    selectToday(tx),
    listDayKpis(tx),
    listDayActions(tx, dueSoonDays),
    countOtherActions(tx, dueSoonDays),
    listToApprove(tx),
  ])
  const toEnter = kpis.flatMap((row) => toToEnter(row) ?? [])
  const red = kpis.flatMap((row) => toRed(row) ?? [])
  const late = actions.filter((action) => action.is_late)
  const soon = actions.filter((action) => !action.is_late)
  const counts = {
    kpis: kpis.length,
    to_enter: toEnter.length,
    missing_values: toEnter.reduce((total, { missing }) => total + missing.length, 0),
    red: red.length,
    late_actions: late.length,
    due_soon: soon.length,
    other_actions: others,
    to_approve: toApprove.reduce((total, { pending_values }) => total + pending_values, 0),
  }
  return {
    today,
    verdict: dayVerdictOf(counts),
    counts,
    to_enter: toEnter
      .toSorted((a, b) => Number(b.is_mine) - Number(a.is_mine) || b.days_late - a.days_late)
      .slice(0, dayListMax),
    to_approve: toApprove.slice(0, dayListMax),
    red: red.toSorted((a, b) => Number(b.critical) - Number(a.critical)).slice(0, dayListMax),
    late_actions: late.slice(0, dayListMax).map((row) => toAction(scope, row)),
    due_soon: soon.slice(0, dayListMax).map((row) => toAction(scope, row)),
  }
}
