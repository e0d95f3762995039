// Changes a KPI: its definition, a new version of its thresholds, and on request its past statuses.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { compareDays, parseDay } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { newId } from '#kernel/ids.ts'
import { unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { updateKpiRow } from '../queries/kpis.ts'
import type { KpiId, KpiRow, KpiState } from '../queries/kpis.ts'
import { insertThreshold, listThresholdHistory, supersedeThresholds, toVersion } from '../queries/thresholds.ts'
import { versionOn } from '../rules/judgement.ts'
import { periodOf, periodStartMax, periodStartMin } from '../rules/period.ts'
import { policy } from '../rules/policy.ts'
import type { Thresholds } from '../rules/status.ts'
import { laterDay, sameThresholds } from '../rules/threshold-change.ts'
import type { KpiChange } from '../schemas.ts'
import { computeDependents, wholeCalendar } from './compute-values.ts'
import { requireThresholds } from './create-kpi.ts'
import { followWritten } from './follow-values.ts'
import { refuseInputs } from './formula-checks.ts'
import {
  holdKpi,
  kpiFacts,
  namingConflicts,
  requireDailyFamily,
  requireOwnerWhoSees,
  thresholdFacts,
} from './kpi-checks.ts'
import { rejudgeValues } from './rejudge-values.ts'

export interface KpiUpdate {
  readonly id: KpiId
  readonly change: KpiChange
  readonly if_match: string | null
}

/** Merges a change into a KPI and answers how many statuses changed: none unless an ADMIN asks for `recompute`. */
export async function updateKpi(tx: Tx, { id, change, if_match }: KpiUpdate): Promise<number> {
  const current = await holdKpi(tx, id, 'kpi.update')
  requireMatch(if_match, current)
  const recompute = change.recompute === true
  if (recompute) authorize(policy['kpi.recompute'], tx.scope, { owners: [] })
  const state = mergeState(current, change)
  requireDailyFamily(state)
  if (state.owner_id !== current.owner_id) await requireOwnerWhoSees(tx, state.owner_id, current.audience)
  if (current.is_active && !state.is_active) await refuseInputs(tx, [id])
  const thresholds = await changeThresholds(tx, { kpi: current, frequency: state.frequency, change })
  await namingConflicts(updateKpiRow(tx, id, state))
  const statusesChanged =
    recompute || state.unit !== current.unit ? await rejudgeValues(tx, { kpi_id: id, unit: state.unit, recompute }) : 0
  // how this KPI's values are put together changes what is computed from them
  if (state.aggregation !== current.aggregation)
    await followWritten(tx, await computeDependents(tx, [wholeCalendar(id)]))
  const payload = { dashboard_id: current.dashboard_id, kpi_id: id }
  await emit(tx, { type: 'kpi.kpi.updated', payload, audience: current.audience })
  await recordAudit(tx, {
    action: 'kpi.updated',
    entity: 'kpi',
    entity_id: id,
    summary: 'Indicateur modifié.',
    before: { ...kpiFacts(current), ...thresholdFacts(thresholds.before) },
    after: { ...kpiFacts(state), ...thresholdFacts(thresholds.after), effective_from: thresholds.effective_from },
  })
  return statusesChanged
}

function mergeState(current: KpiRow, change: KpiChange): KpiState {
  return {
    code: change.code === undefined ? current.code : change.code,
    name: change.name ?? current.name,
    unit: change.unit === undefined ? current.unit : change.unit,
    frequency: change.frequency ?? current.frequency,
    aggregation: change.aggregation ?? current.aggregation,
    family: change.family === undefined ? current.family : change.family,
    owner_id: change.owner_id?.toLowerCase() ?? current.owner_id,
    is_active: change.is_active ?? current.is_active,
    weight: change.weight ?? current.weight,
  }
}

interface ThresholdChange {
  readonly kpi: KpiRow
  readonly frequency: KpiState['frequency']
  readonly change: KpiChange
}

interface ThresholdOutcome {
  readonly before: Thresholds
  readonly after: Thresholds
  /** Null when no version was written. */
  readonly effective_from: Day | null
}

/**
 * Writes a new version when the thresholds change, or when a day is named from which they are to apply. It starts from
 * what is in force today (on a later day: what is planned for it) and replaces the versions in between; those planned
 * for later stay.
 */
async function changeThresholds(tx: Tx, { kpi, frequency, change }: ThresholdChange): Promise<ThresholdOutcome> {
  const from = readEffectiveFrom(change.effective_from) ?? periodOf(frequency, kpi.today).start
  const until = laterDay(from, kpi.today)
  const history = await listThresholdHistory(tx, kpi.id)
  const versions = history.filter((row) => row.superseded_at === null).map(toVersion)
  const before = versionOn(versions, until).thresholds
  const after = requireThresholds(before, change)
  if (change.effective_from === undefined && sameThresholds(before, after))
    return { before, after, effective_from: null }
  await supersedeThresholds(tx, { kpi_id: kpi.id, from, until })
  await insertThreshold(tx, { id: newId(), kpi_id: kpi.id, effective_from: from, thresholds: after })
  return { before, after, effective_from: from }
}

function readEffectiveFrom(text: string | undefined): Day | null {
  if (text === undefined) return null
  const day = parseDay(text)
  if (day !== null && compareDays(day, periodStartMin) >= 0 && compareDays(day, periodStartMax) <= 0) return day
  const detail = 'La date d’effet doit être un jour du calendrier, entre 1990 et 2100.'
  throw unprocessable([{ pointer: '/effective_from', code: 'VALUE_INVALID', detail }])
}
