// Computes the values of KPIs that have a formula, for the periods that a write has touched, in its transaction.
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { newId } from '#kernel/ids.ts'
import {
  deleteValuesOf,
  listComputedKpis,
  listDependentIds,
  listValuesIn,
  lockComputedKpis,
} from '../queries/formulas.ts'
import { attachEvidence, detachEvidence } from '../queries/evidence.ts'
import type { ComputedKpi, ValueSpan } from '../queries/formulas.ts'
import { listVersionsInForce } from '../queries/import-kpis.ts'
import { insertImportedValues, overwriteImportedValues } from '../queries/import-values.ts'
import type { ImportedValueRow } from '../queries/import-values.ts'
import type { KpiId } from '../queries/kpis.ts'
import { toVersion } from '../queries/thresholds.ts'
import { computeChanges, planReads } from '../rules/computing.ts'
import type { ComputedChange, DaySpan } from '../rules/computing.ts'
import { toText } from '../rules/decimal.ts'
import type { Decimal } from '../rules/decimal.ts'
import { decimalFromSql, judge, versionOn } from '../rules/judgement.ts'
import type { ThresholdVersion } from '../rules/judgement.ts'
import { periodStartMax, periodStartMin } from '../rules/period.ts'
import { tellComputed } from './tell-computed.ts'

/** A KPI and the days of it that were touched. */
export interface TouchedSpan extends DaySpan {
  readonly kpi_id: KpiId
}

/** All periods of a KPI. */
export function wholeCalendar(id: KpiId): TouchedSpan {
  return { kpi_id: id, from: periodStartMin, through: periodStartMax }
}

const sliceSize = 1000
/** Each round reaches one level deeper only when a formula was written in this very moment. */
const roundsMax = 50

/** Recomputes what depends on these values and answers what was written, one span per KPI. Nothing where nothing does. */
export async function computeDependents(tx: Tx, touched: readonly TouchedSpan[]): Promise<readonly TouchedSpan[]> {
  const kpis = await holdDependents(
    tx,
    touched.map((span) => span.kpi_id),
  )
  return kpis.length === 0 ? [] : computeValues(tx, kpis, touched)
}

/**
 * Everything computed from these KPIs, held against other recomputations. The inputs are held by whoever writes them, so
 * that no formula over them appears meanwhile; over what is only now held one may have, hence the second look.
 */
export async function holdDependents(tx: Tx, ids: readonly KpiId[]): Promise<readonly ComputedKpi[]> {
  const held = new Set<string>()
  for (let round = 0; round < roundsMax; round += 1) {
    const dependents = await listDependentIds(tx, ids)
    const unheld = dependents.filter((id) => !held.has(id))
    if (unheld.length === 0) return dependents.length === 0 ? [] : listComputedKpis(tx, dependents)
    await lockComputedKpis(tx, unheld)
    for (const id of unheld) held.add(id)
  }
  throw new Error('formulas keep appearing')
}

/** Computes KPIs, all of which are held, over what was touched of them or of their inputs; what is already so stays. */
export async function computeValues(
  tx: Tx,
  kpis: readonly ComputedKpi[],
  touched: readonly TouchedSpan[],
): Promise<readonly TouchedSpan[]> {
  const plan = planReads(kpis, new Map(touched.map((span) => [span.kpi_id as string, span])))
  const stored = await readValues(tx, plan.reads)
  const changes = computeChanges(plan, stored)
  if (changes.length === 0) return []
  await write(tx, changes)
  await tellComputed(tx, changes)
  return spansOf(changes)
}

/** Values by KPI and start of their period. */
export async function readValues(
  tx: Tx,
  spans: readonly ValueSpan[],
): Promise<ReadonlyMap<string, ReadonlyMap<Day, Decimal>>> {
  const values = new Map<string, Map<Day, Decimal>>()
  for (const { kpi_id, period_start, value } of await listValuesIn(tx, spans)) {
    const known = values.get(kpi_id) ?? new Map<Day, Decimal>()
    values.set(kpi_id, known.set(period_start, decimalFromSql(value)))
  }
  return values
}

async function write(tx: Tx, changes: readonly ComputedChange<ComputedKpi>[]): Promise<void> {
  const versions = await versionsOf(tx, changes)
  for (let start = 0; start < changes.length; start += sliceSize) {
    const slice = changes.slice(start, start + sliceSize)
    const rows = (isWanted: (change: ComputedChange<ComputedKpi>) => boolean): readonly ImportedValueRow[] =>
      slice.flatMap((change) =>
        change.value === null || !isWanted(change) ? [] : [rowOf(change.value, change, versions)],
      )
    const fresh = rows((change) => !change.is_stored)
    await insertImportedValues(tx, fresh)
    if (fresh.length > 0)
      attachEvidence(
        tx,
        fresh.map(({ kpi_id }) => kpi_id),
      )
    await overwriteImportedValues(
      tx,
      rows((change) => change.is_stored),
      { keepComments: true },
    )
    const gone = slice
      .filter((change) => change.value === null)
      .map(({ kpi, period }) => ({ kpi_id: kpi.kpi_id, period_start: period.start }))
    if (gone.length > 0) await detachEvidence(tx, gone)
    await deleteValuesOf(tx, gone)
  }
}

type Versions = ReadonlyMap<string, readonly ThresholdVersion[]>

async function versionsOf(tx: Tx, changes: readonly ComputedChange<ComputedKpi>[]): Promise<Versions> {
  const ids = Array.from(new Set(changes.filter(({ value }) => value !== null).map(({ kpi }) => kpi.kpi_id)))
  const versions = new Map<string, ThresholdVersion[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return versions
  for (const row of await listVersionsInForce(tx, ids)) versions.get(row.kpi_id)?.push(toVersion(row))
  return versions
}

function rowOf(value: Decimal, { kpi, period }: ComputedChange<ComputedKpi>, versions: Versions): ImportedValueRow {
  const judgement = judge(versionOn(versions.get(kpi.kpi_id) ?? [], period.start), value, kpi.unit)
  const { kpi_id, frequency } = kpi
  return { id: newId(), kpi_id, frequency, period, value: toText(value), judgement, comment: null, approval: null }
}

function spansOf(changes: readonly ComputedChange<ComputedKpi>[]): readonly TouchedSpan[] {
  const spans = new Map<string, TouchedSpan>()
  for (const { kpi, period } of changes) {
    const known = spans.get(kpi.kpi_id)
    const from = known === undefined || period.start < known.from ? period.start : known.from
    const through = known === undefined || period.start > known.through ? period.start : known.through
    spans.set(kpi.kpi_id, { kpi_id: kpi.kpi_id, from, through })
  }
  return Array.from(spans.values())
}
