// The demo world's closing: one dashboard has closed earlier years and asks for approvals; two values wait, one has evidence.
import type { Scope } from '#kernel/database/database.ts'
import type { Services } from '#kernel/services.ts'
import { addEvidence } from './actions/add-evidence.ts'
import { correctValue } from './actions/correct-value.ts'
import { lockDashboard } from './actions/lock-dashboard.ts'
import { updateDashboard } from './actions/update-dashboard.ts'
import { keepDemoFile } from './demo-files.ts'
import { listImportKpis } from './queries/import-kpis.ts'
import type { DashboardId } from './queries/dashboards.ts'
import type { KpiId } from './queries/kpis.ts'
import { listLatestValues } from './queries/values.ts'
import type { ValueId } from './queries/values.ts'

export interface DemoClosing {
  readonly services: Services
  /** Answers for quality, and approves. */
  readonly approver: Scope
  /** Enters a value of safety, with evidence. */
  readonly clerk: Scope
  readonly admin: Scope
}

const approvedCode = 'QUAL-RECLAM'
/** The example files to import tell of 2022 in every dashboard: they must find it open. */
const closedThrough = '2021-12-31'
const enteredCode = 'SECU-JOURS'
const statement = 'date;heures travaillées;accidents\n01;412;0\n02;398;0\n'

/** Closes, asks for approvals and adds evidence, each under the rights of who does it. */
export async function seedDemoClosing(demo: DemoClosing): Promise<void> {
  const { services, approver, clerk, admin } = demo
  const { database } = services
  const kpis = await database.read(admin, listImportKpis)
  const kpiOf = (code: string): { readonly id: KpiId; readonly dashboard_id: DashboardId } => {
    const found = kpis.find((kpi) => kpi.code === code)
    if (found === undefined) throw new Error(`the demo world has no ${code}`)
    return { id: found.id as KpiId, dashboard_id: found.dashboard_id as DashboardId }
  }
  await database.transaction(approver, (tx) =>
    lockDashboard(tx, kpiOf(approvedCode).dashboard_id, { locked_through: closedThrough }),
  )
  await database.transaction(approver, (tx) =>
    updateDashboard(tx, {
      id: kpiOf(approvedCode).dashboard_id,
      change: { approval_required: true },
      if_match: null,
    }),
  )
  await writeAgain(demo, approver, kpiOf(approvedCode).id)
  const valueId = await writeAgain(demo, clerk, kpiOf(enteredCode).id)
  await addStatement(demo, valueId)
}

/** Writes the latest number anew, by way of another one, so that it waits for approval. */
async function writeAgain({ services }: DemoClosing, scope: Scope, kpiId: KpiId): Promise<ValueId> {
  const [latest] = await services.database.read(scope, (tx) => listLatestValues(tx, kpiId, 1))
  if (latest === undefined) throw new Error('a demo KPI has no value')
  const number = Number(latest.value)
  for (const value of [number + 1, number])
    await services.database.transaction(scope, (tx) =>
      correctValue(tx, { id: latest.id, change: { value }, if_match: null }),
    )
  return latest.id
}

async function addStatement({ services, clerk }: DemoClosing, valueId: ValueId): Promise<void> {
  const content = Buffer.from(statement)
  const file = await keepDemoFile(services, clerk, { name: 'registre-accidents.csv', media_type: 'text/csv', content })
  await services.database.transaction(clerk, (tx) => addEvidence(tx, valueId, file))
}
