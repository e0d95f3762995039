// REST of the boards of a dashboard: the bowling chart of a fiscal year and the SQCDP board of a month.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import { unprocessable } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { Bowling, BowlingQuery, Sqcdp, SqcdpQuery } from './boards-schemas.ts'
import { readBowling, readSqcdp } from './boards-wire.ts'
import type { Period } from './rules/period.ts'
import { readNamedPeriod } from './rules/target-entry.ts'

const tag = 'Tableaux muraux'

export function addBoardRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}/bowling',
    permission: 'kpi.read',
    operation_id: 'getBowling',
    summary: 'Le tableau annuel d’un tableau de bord : objectif et réalisé de chaque mois de l’exercice, et le cumul',
    tag,
    query: BowlingQuery,
    answers: { 200: Bowling },
    handle: ({ scope, id, query }) =>
      database.read(scope, (tx) => readBowling(tx, id<'dashboard'>('dashboard_id'), query.year ?? null)),
  })
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}/sqcdp',
    permission: 'kpi.read',
    operation_id: 'getSqcdp',
    summary: 'Le tableau SQCDP d’un mois : cinq lettres, un jour par case, et les rouges sans contre-mesure',
    tag,
    query: SqcdpQuery,
    answers: { 200: Sqcdp },
    handle: ({ scope, id, query }) => {
      const dashboardId = id<'dashboard'>('dashboard_id')
      const month = readMonth(query.month)
      return database.read(scope, (tx) => readSqcdp(tx, dashboardId, month))
    },
  })
}

/** Throws INVALID_PERIOD or PERIOD_FREQUENCY_MISMATCH. */
function readMonth(label: string | undefined): Period | null {
  if (label === undefined) return null
  const named = readNamedPeriod(label, { frequency: 'MONTHLY', pointer: '/month' })
  if (!named.ok) throw unprocessable([named.violation])
  return named.period
}
