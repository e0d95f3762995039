// Settles an import that was read to its end: compares with what is stored, writes in one transaction, ends the job.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { newId } from '#kernel/ids.ts'
import { Problem } from '#kernel/problem.ts'
import { finishImportJob } from '../queries/import-jobs.ts'
import type { NewImportJob } from '../queries/import-jobs.ts'
import { holdImportKpis, listVersionsInForce } from '../queries/import-kpis.ts'
import type { HeldKpiRow } from '../queries/import-kpis.ts'
import type { KpiId } from '../queries/kpis.ts'
import { insertImportedValues, overwriteImportedValues } from '../queries/import-values.ts'
import type { ImportedValueRow, OverwrittenRow } from '../queries/import-values.ts'
import { findActiveMember } from '../queries/people.ts'
import { toVersion } from '../queries/thresholds.ts'
import { approvalOfNew, isLocked } from '../rules/closing.ts'
import { toText } from '../rules/decimal.ts'
import type { CheckedValue } from '../rules/import-row.ts'
import { judge, versionOn } from '../rules/judgement.ts'
import type { ThresholdVersion } from '../rules/judgement.ts'
import { announceValues } from './announce-values.ts'
import { askAllApprovals } from './ask-approvals.ts'
import { compareImport, sliceSize } from './compare-import.ts'
import type { Comparison, Locks, Settlement } from './compare-import.ts'
import { importFinished } from './end-import.ts'
import { followValues } from './follow-values.ts'
import type { WrittenSpan } from './follow-values.ts'
import { outcomeOf, rejectedValuesOf } from './import-outcome.ts'
import type { Written } from './import-outcome.ts'
import { previewImport } from './preview-import.ts'
import { mayEnter } from './value-checks.ts'

/** Overwritten values told by one audit entry. */
const auditedChangeCountMax = 500
const attemptsMax = 3

/** Somebody entered or deleted a value, or closed a period, while we wrote: the comparison has to be made again. */
class Overtaken extends Error {}

/** Writes what may be written and ends the job, both or neither. Throws when the job was ended by somebody else meanwhile. */
export async function settleImport(settlement: Settlement): Promise<void> {
  const locks: Locks = new Map()
  for (let attempt = 1; ; attempt += 1) {
    try {
      await settlement.database.transaction(settlement.scope, (tx) => settle(tx, settlement, locks))
      return
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
      if (attempt >= attemptsMax)
        throw new Problem(409, 'BUSY', 'D’autres saisies se sont croisées avec cet import. Recommencez.')
    }
  }
}

async function settle(tx: Tx, settlement: Settlement, locks: Locks): Promise<void> {
  const { job, harvest } = settlement
  const comparison = await compareImport(tx, settlement, locks)
  const isRefused = job.mode === 'all_or_nothing' && rejectedValuesOf(harvest, comparison) > 0
  const writable = harvest.values.filter((value) => comparison.mayWrite(value))
  const isWriting = !isRefused && !job.dry_run
  const { audited, ...written } = isWriting
    ? await write(tx, { settlement, values: writable, comparison, locks })
    : { ...rehearse(job, writable, comparison), audited: [] }
  const preview = job.dry_run ? await previewImport(tx, harvest, comparison) : []
  const isRehearsal = !isWriting
  const outcome = outcomeOf(harvest, { isRefused, isRehearsal, written, comparison, preview })
  if (!(await finishImportJob(tx, job.id, outcome)))
    throw new Problem(409, 'IMPORT_STOPPED', 'Cet import a été arrêté.')
  if (isWriting) await tell(tx, job, [...written.inserted, ...written.overwritten])
  // The audit keeps all other writers of the organisation waiting, logins too: only once nothing long is left to do.
  await auditOverwriting(tx, job, audited)
  await importFinished(tx, { job, outcome, created_by: tx.scope.user_id })
}

async function tell(tx: Tx, job: NewImportJob, written: readonly CheckedValue[]): Promise<void> {
  const spans = spansOf(written)
  await followValues(tx, spans)
  if (job.source_id != null) await askAllApprovals(tx, spans)
  const dashboards = new Set(written.map(({ kpi }) => kpi.dashboard_id))
  await announceValues(tx, { type: 'kpi.values.imported', job_id: job.id, dashboards })
}

/** What writing would do; nothing at all where a refused import stays out as a whole. */
function rehearse(job: NewImportJob, values: readonly CheckedValue[], { taken, same }: Comparison): Written {
  if (!job.dry_run) return { inserted: [], overwritten: [], unchanged: [] }
  return {
    inserted: values.filter((value) => !taken.has(value)),
    overwritten: values.filter((value) => taken.has(value)),
    unchanged: Array.from(same),
  }
}

interface Writing {
  readonly settlement: Settlement
  readonly values: readonly CheckedValue[]
  readonly comparison: Comparison
  /** Filled with what was closed since the check. */
  readonly locks: Locks
}

type WrittenValues = Written & { readonly audited: readonly OverwrittenRow[] }

/** Writes the values: new ones, and those that differ from what is stored. */
async function write(tx: Tx, { settlement, values, comparison, locks }: Writing): Promise<WrittenValues> {
  const { taken, same } = comparison
  const inserted: CheckedValue[] = []
  const overwritten: CheckedValue[] = []
  const unchanged = Array.from(same)
  const audited: OverwrittenRow[] = []
  if (values.length === 0) return { inserted, overwritten, unchanged, audited }
  const { job, harvest, signal, onProgress } = settlement
  const held = await holdKpis(tx, values)
  requireOpen(values, held, locks)
  const versions = await listVersionsOf(tx, held)
  const rowOf = (value: CheckedValue): ImportedValueRow => ({
    ...judged(value, versions.get(value.kpi.id) ?? []),
    approval: approvalOfNew(held.get(value.kpi.id)?.approval_required === true),
  })
  for (let start = 0; start < values.length; start += sliceSize) {
    signal.throwIfAborted()
    const slice = values.slice(start, start + sliceSize)
    const fresh = slice.filter((value) => !taken.has(value))
    const old = slice.filter((value) => taken.has(value))
    if ((await insertImportedValues(tx, fresh.map(rowOf), job.id)) < fresh.length) throw new Overtaken()
    for (const value of fresh) inserted.push(value)
    const overwriting = { keepComments: !harvest.has_comments, jobId: job.id }
    const found = await overwriteImportedValues(tx, old.map(rowOf), overwriting)
    // A value that differed and was not written is gone since the statement began.
    if (found.length < old.length || found.some((row) => !row.is_same && row.overwritten === null))
      throw new Overtaken()
    for (const { place, overwritten: change } of found) {
      const value = old[place] as CheckedValue
      if (change === null) unchanged.push(value)
      else {
        overwritten.push(value)
        audited.push(change)
      }
    }
    onProgress(0.2 + (0.8 * start) / values.length)
  }
  return { inserted, overwritten, unchanged, audited }
}

/**
 * Holds the KPIs until the end. Throws KPI_CHANGED when one is no longer what was checked or is
 * out of sight, FORBIDDEN when the person may not write there any more: reading a large file takes long enough for that.
 */
async function holdKpis(tx: Tx, values: readonly CheckedValue[]): Promise<ReadonlyMap<string, HeldKpiRow>> {
  const checked = new Map(values.map(({ kpi }) => [kpi.id, kpi]))
  const ids = Array.from(checked.keys())
  const held = await holdImportKpis(tx, ids)
  await requireRights(tx, held)
  const isSame = held.every((kpi) => {
    const before = checked.get(kpi.id)
    return kpi.is_active && !kpi.is_computed && kpi.frequency === before?.frequency && kpi.unit === before.unit
  })
  if (!isSame || held.length < ids.length) {
    throw new Problem(409, 'KPI_CHANGED', 'Un indicateur a changé pendant l’import. Recommencez.')
  }
  return new Map(held.map((kpi) => [kpi.id, kpi]))
}

/** From here on nobody closes a period of these KPIs; what was closed since the check is told to the next comparison. */
function requireOpen(values: readonly CheckedValue[], held: ReadonlyMap<string, HeldKpiRow>, locks: Locks): void {
  locks.clear()
  for (const { id, locked_through } of held.values()) if (locked_through !== null) locks.set(id, locked_through)
  if (values.some(({ kpi, period }) => isLocked(period.end, locks.get(kpi.id) ?? null))) throw new Overtaken()
}

async function listVersionsOf(
  tx: Tx,
  held: ReadonlyMap<string, HeldKpiRow>,
): Promise<ReadonlyMap<string, readonly ThresholdVersion[]>> {
  const ids = Array.from(held.keys())
  const versions = new Map<string, ThresholdVersion[]>(ids.map((id) => [id, []]))
  for (const row of await listVersionsInForce(tx, ids)) versions.get(row.kpi_id)?.push(toVersion(row))
  return versions
}

async function requireRights(tx: Tx, kpis: readonly HeldKpiRow[]): Promise<void> {
  const { scope } = tx
  const person = scope.user_id === null ? null : await findActiveMember(tx, scope.user_id)
  if (person?.role === scope.role && kpis.every((kpi) => mayEnter(scope, kpi))) return
  throw new Problem(403, 'FORBIDDEN', 'Vous n’avez pas le droit de faire cela.', {
    detail: 'Vos droits ont changé pendant l’import : rien n’a été enregistré.',
  })
}

function judged(
  { kpi, period, value, comment }: CheckedValue,
  versions: readonly ThresholdVersion[],
): Omit<ImportedValueRow, 'approval'> {
  const judgement = judge(versionOn(versions, period.start), value, kpi.unit)
  return { id: newId(), kpi_id: kpi.id, frequency: kpi.frequency, period, value: toText(value), judgement, comment }
}

/** Old and new of every overwritten value, in entries of bounded size. Comments are people's words: only that they changed. */
async function auditOverwriting(tx: Tx, job: NewImportJob, rows: readonly OverwrittenRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += auditedChangeCountMax) {
    const part = rows.slice(start, start + auditedChangeCountMax)
    const facts = ({ id, kpi_id, period_label }: OverwrittenRow) => ({ id, kpi_id, period: period_label })
    await recordAudit(tx, {
      action: 'value.corrected',
      entity: 'import_job',
      entity_id: job.id,
      summary: `Valeurs remplacées par un import : ${part.length}.`,
      before: { values: part.map((row) => ({ ...facts(row), value: row.value, status: row.status })) },
      after: {
        values: part.map((row) => ({
          ...facts(row),
          value: row.new_value,
          status: row.new_status,
          comment_changed: row.comment_changed,
        })),
      },
    })
  }
}

/** First and last period written of each KPI. */
function spansOf(written: readonly CheckedValue[]): readonly WrittenSpan[] {
  const spans = new Map<string, WrittenSpan>()
  for (const { kpi, period } of written) {
    const { start } = period
    const known = spans.get(kpi.id)
    const from = known === undefined || start < known.from ? start : known.from
    const through = known === undefined || start > known.through ? start : known.through
    spans.set(kpi.id, { kpi_id: kpi.id as KpiId, from, through })
  }
  return Array.from(spans.values())
}
