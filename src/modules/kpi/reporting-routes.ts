// REST of reporting: read only, everything under the visibility of whoever asks.
import type { FastifyInstance } from 'fastify'
import type { Scope, Tx } from '#kernel/database/database.ts'
import { addDays } from '#kernel/dates.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import type { Services } from '#kernel/services.ts'
import { overviewFile, riskFile } from './list-files.ts'
import { selectToday } from './queries/import-kpis.ts'
import { listActionsDue } from './queries/reporting-actions.ts'
import { listOverview, listRisks, selectDirection } from './queries/reporting.ts'
import {
  Direction,
  directionListMax,
  dueSoonDays,
  Overview,
  OverviewQuery,
  riskLimitDefault,
  RiskList,
  RiskQuery,
} from './reporting-schemas.ts'
import { toMissingValue, toOverview, toRisk } from './reporting-wire.ts'
import { statusWindows } from './rules/status-window.ts'
import { verdictOf } from './rules/verdict.ts'
import { toAction } from './wire.ts'

const tag = 'Vue direction'

export function addReportingRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/reporting/overview',
    permission: 'dashboard.read',
    operation_id: 'getOverview',
    summary: 'Les tableaux de bord visibles, avec leurs statuts du moment et leurs actions',
    tag,
    query: OverviewQuery,
    file: overviewFile,
    answers: { 200: Overview },
    handle: async ({ scope, query: { process_name = null, dashboard_id = null } }) => {
      const rows = await database.read(scope, async (tx) => {
        const windows = statusWindows(await selectToday(tx))
        return listOverview(tx, windows, { process_name, dashboard_id })
      })
      return toOverview(rows)
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/reporting/top-risks',
    permission: 'kpi.read',
    operation_id: 'listTopRisks',
    summary: 'Les indicateurs rouges puis orange, les pires d’abord',
    tag,
    query: RiskQuery,
    file: riskFile,
    answers: { 200: RiskList },
    handle: async ({ scope, query: { limit = riskLimitDefault } }) => {
      const rows = await database.read(scope, async (tx) => {
        const windows = statusWindows(await selectToday(tx))
        return listRisks(tx, windows, limit)
      })
      return { items: rows.map(toRisk) }
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/reporting/direction',
    permission: 'kpi.read',
    operation_id: 'getDirection',
    summary: 'La vue direction : verdict, rouges, tendances, actions et saisies en retard',
    tag,
    answers: { 200: Direction },
    handle: ({ scope }) => database.read(scope, (tx) => readDirection(tx, scope)),
  })
}

/** The direction view of whoever asks. */
export async function readDirection(tx: Tx, scope: Scope): Promise<Direction> {
  const today = await selectToday(tx)
  const limit = directionListMax
  const [kpis, late, soon] = await Promise.all([
    selectDirection(tx, statusWindows(today), limit),
    listActionsDue(tx, { from: null, until: addDays(today, -1), limit }),
    listActionsDue(tx, { from: today, until: addDays(today, dueSoonDays), limit }),
  ])
  const counts = { ...kpis.counts, late_actions: late.total, due_soon: soon.total }
  return {
    today,
    verdict: verdictOf(counts),
    counts,
    red: kpis.red.map(toRisk),
    improving: kpis.improving.map(toRisk),
    worsening: kpis.worsening.map(toRisk),
    late_actions: late.items.map((row) => toAction(scope, row)),
    due_soon: soon.items.map((row) => toAction(scope, row)),
    missing_values: kpis.missing_values.map((row) => toMissingValue(row, today)),
  }
}
