// What else comes along when KPIs are copied: each thing that hangs on a KPI's definition adds its follower here.
import type { Tx } from '#kernel/database/database.ts'
import { copyAlertRules } from '../queries/alert-rules.ts'
import type { KpiId } from '../queries/kpis.ts'
import { copyFormulas } from './copy-formulas.ts'

/** A KPI and its copy on another dashboard, for every KPI of the original. */
export interface CopiedKpi {
  readonly source_id: KpiId
  readonly copy_id: KpiId
}

type Follower = (tx: Tx, copies: readonly CopiedKpi[]) => Promise<void>

/** In order; values never come along. */
const followers: readonly Follower[] = [copyAlertRules, copyFormulas]

/** Lets what belongs to the definitions follow, in the transaction of the copy. */
export async function followCopies(tx: Tx, copies: readonly CopiedKpi[]): Promise<void> {
  if (copies.length === 0) return
  for (const follow of followers) await follow(tx, copies)
}
