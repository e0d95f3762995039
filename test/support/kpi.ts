// Shortcuts for tests that need dashboards, KPIs and values: each asserts that the server agreed.
import assert from 'node:assert/strict'
import type { Action, Dashboard, Kpi, Value } from '../../src/modules/kpi/schemas.ts'
import type { Answer, Person, TestSocle } from './app.ts'

/** Higher is better: green from 95, orange from 90, critical under 80. */
export const lineKpi = {
  name: 'Taux de service',
  unit: '%',
  frequency: 'MONTHLY',
  direction: 'UP_IS_BETTER',
  threshold_green: 95,
  threshold_orange: 90,
  threshold_red: 80,
} as const

export interface KpiShortcuts {
  readonly dashboard: (as: Person, fields?: Readonly<Record<string, unknown>>) => Promise<Dashboard>
  readonly kpi: (as: Person, dashboardId: string, fields?: Readonly<Record<string, unknown>>) => Promise<Kpi>
  readonly value: (as: Person, kpiId: string, fields: Readonly<Record<string, unknown>>) => Promise<Value>
  readonly action: (as: Person, kpiId: string, fields?: Readonly<Record<string, unknown>>) => Promise<Action>
}

export function kpiShortcuts({ call }: TestSocle): KpiShortcuts {
  const post = async <T>(as: Person, path: string, body: unknown): Promise<T> => {
    const answer = await call('POST', path, { as, body })
    assert.equal(answer.statusCode, 201, answer.body)
    return answer.json<T>()
  }
  return {
    dashboard: (as, fields) => post(as, '/dashboards', { title: 'Production', ...fields }),
    kpi: (as, dashboardId, fields) => post(as, `/dashboards/${dashboardId}/kpis`, { ...lineKpi, ...fields }),
    value: (as, kpiId, fields) => post(as, `/kpis/${kpiId}/values`, fields),
    action: (as, kpiId, fields) => post(as, `/kpis/${kpiId}/actions`, { title: 'Former l’équipe', ...fields }),
  }
}

/** The status and the code of an answer, as one text: `409 CODE_TAKEN`, `200`. */
export function outcome(answer: Answer): string {
  if (answer.statusCode < 400) return String(answer.statusCode)
  return `${answer.statusCode} ${answer.json<{ code: string }>().code}`
}

/** What two refusals must share to be told apart by nobody. */
export function refusal(answer: Answer): unknown {
  const { instance: _instance, ...rest } = answer.json<Record<string, unknown>>()
  return { status: answer.statusCode, ...rest }
}
