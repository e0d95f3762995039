// Settles an import that was read to its end: compares with what is stored, writes in one transaction, ends the job.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Database, Scope, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { newId } from '#kernel/ids.ts'
import { Problem } from '#kernel/problem.ts'
import { finishImportJob } from '../queries/import-jobs.ts'
import type { ImportOutcome, NewImportJob } from '../queries/import-jobs.ts'
import { holdImportKpis, listAudiences, listVersionsInForce } from '../queries/import-kpis.ts'
import type { HeldKpiRow } from '../queries/import-kpis.ts'
import type { KpiId } from '../queries/kpis.ts'
import { findTakenPeriods, insertImportedValues, overwriteImportedValues } from '../queries/import-values.ts'
import type { ImportedValueRow, OverwrittenRow } from '../queries/import-values.ts'
import { findActiveMember } from '../queries/people.ts'
import { toVersion } from '../queries/thresholds.ts'
import { approvalOfNew, isLocked } from '../rules/closing.ts'
import { toText } from '../rules/decimal.ts'
import { issueCountMax, rowError } from '../rules/import-issue.ts'
import type { RowCode, RowError } from '../rules/import-issue.ts'
import type { CheckedValue } from '../rules/import-row.ts'
import { judge, versionOn } from '../rules/judgement.ts'
import type { ThresholdVersion } from '../rules/judgement.ts'
import { importFinished } from './end-import.ts'
import { followValues } from './follow-values.ts'
import type { WrittenSpan } from './follow-values.ts'
import type { Harvest } from './read-import.ts'
import { mayEnter } from './value-checks.ts'

export interface Settlement {
  readonly database: Database
  readonly scope: Scope
  readonly job: NewImportJob
  readonly harvest: Harvest
  readonly signal: AbortSignal
  /** Share of this phase that is done, 0 to 1. */
  readonly onProgress: (share: number) => void
}

/** Values per statement: large enough to be fast, small enough that other requests wait a few milliseconds at most. */
const sliceSize = 500
/** Overwritten values told by one audit entry. */
const auditedChangeCountMax = 500
/** Dashboards that get an event of their own; beyond, one event per audience says that much has changed. */
const dashboardEventCountMax = 200
const attemptsMax = 3

/** Days up to which KPIs were closed after their rows had been checked, by the id of the KPI. */
type Locks = Map<string, Day>

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
  const comparison = await compare(tx, settlement, locks)
  const rejected = harvest.rows_rejected + comparison.rejected.size
  const isRefused = job.mode === 'all_or_nothing' && rejected > 0
  const writable = harvest.values.filter((value, index) => comparison.mayWrite(value, index))
  const written = isRefused || job.dry_run ? [] : writable
  const overwritten = await write(tx, { settlement, values: written, taken: comparison.takenValues, locks })
  const outcome = outcomeOf(harvest, { rejected, isRefused, written, comparison })
  if (!(await finishImportJob(tx, job.id, outcome)))
    throw new Problem(409, 'IMPORT_STOPPED', 'Cet import a été arrêté.')
  await followValues(tx, spansOf(written))
  await announce(tx, job, written)
  // The audit keeps all other writers of the organisation waiting, logins too: only once nothing long is left to do.
  await auditOverwriting(tx, job, overwritten)
  await importFinished(tx, { job, outcome, created_by: tx.scope.user_id })
}

interface Comparison {
  readonly takenValues: ReadonlySet<CheckedValue>
  /** Values refused because their period already has one, or was closed meanwhile. */
  readonly refusedCount: number
  /** The rows of those. */
  readonly rejected: ReadonlySet<number>
  readonly errors: readonly RowError[]
  readonly mayWrite: (value: CheckedValue, index: number) => boolean
}

async function compare(tx: Tx, { job, harvest, signal, onProgress }: Settlement, locks: Locks): Promise<Comparison> {
  const { values } = harvest
  const takenValues = new Set<CheckedValue>()
  for (let start = 0; start < values.length; start += sliceSize) {
    signal.throwIfAborted()
    const slice = values.slice(start, start + sliceSize)
    const keys = slice.map(({ kpi, period }) => ({ kpi_id: kpi.id, period_start: period.start }))
    for (const place of await findTakenPeriods(tx, keys)) takenValues.add(slice[place] as CheckedValue)
    onProgress((0.2 * start) / values.length)
  }
  const isRejecting = job.on_duplicate === 'reject'
  const isClosed = ({ kpi, period }: CheckedValue): boolean => isLocked(period.end, locks.get(kpi.id) ?? null)
  const closed = locks.size === 0 ? [] : values.filter(isClosed)
  const taken = isRejecting ? Array.from(takenValues).filter((value) => !isClosed(value)) : []
  const rejected = new Set([...closed, ...taken].map((value) => value.row))
  const errorsOf = (refused: readonly CheckedValue[], code: RowCode): readonly RowError[] =>
    refused.slice(0, issueCountMax).map((value) => rowError(value, code, value.raw))
  const isKept = (value: CheckedValue): boolean => job.on_duplicate === 'overwrite' || !takenValues.has(value)
  return {
    takenValues,
    rejected,
    refusedCount: closed.length + taken.length,
    errors: [...errorsOf(closed, 'PERIOD_LOCKED'), ...errorsOf(taken, 'DUPLICATE_EXISTING')],
    mayWrite: (value) => !rejected.has(value.row) && isKept(value),
  }
}

interface Writing {
  readonly settlement: Settlement
  readonly values: readonly CheckedValue[]
  readonly taken: ReadonlySet<CheckedValue>
  /** Filled with what was closed since the check. */
  readonly locks: Locks
}

/** Writes the values and answers what was overwritten. */
async function write(tx: Tx, { settlement, values, taken, locks }: Writing): Promise<readonly OverwrittenRow[]> {
  if (values.length === 0) return []
  const { harvest, signal, onProgress } = settlement
  const all: OverwrittenRow[] = []
  const held = await holdKpis(tx, values)
  requireOpen(values, held, locks)
  const versions = await listVersionsOf(tx, held)
  for (let start = 0; start < values.length; start += sliceSize) {
    signal.throwIfAborted()
    const slice = values.slice(start, start + sliceSize)
    const rowOf = (value: CheckedValue): ImportedValueRow => ({
      ...judged(value, versions.get(value.kpi.id) ?? []),
      approval: approvalOfNew(held.get(value.kpi.id)?.approval_required === true),
    })
    const fresh = slice.filter((value) => !taken.has(value)).map(rowOf)
    const old = slice.filter((value) => taken.has(value)).map(rowOf)
    if ((await insertImportedValues(tx, fresh)) < fresh.length) throw new Overtaken()
    const overwritten = await overwriteImportedValues(tx, old, !harvest.has_comments)
    if (overwritten.length < old.length) throw new Overtaken()
    all.push(...overwritten)
    onProgress(0.2 + (0.8 * start) / values.length)
  }
  return all
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

interface Result {
  readonly rejected: number
  readonly isRefused: boolean
  readonly written: readonly CheckedValue[]
  readonly comparison: Comparison
}

function outcomeOf(harvest: Harvest, { rejected, isRefused, written, comparison }: Result): ImportOutcome {
  const { type, detected, rows_total, rows_blank } = harvest
  const rows_written = countRows(written)
  const errors = [...harvest.errors.first(), ...comparison.errors].sort((a, b) => a.row - b.row).slice(0, issueCountMax)
  return {
    type,
    detected,
    rows_total,
    rows_blank,
    rows_valid: rows_total - rejected,
    rows_rejected: rejected,
    rows_written,
    rows_skipped: rows_total - rejected - rows_written,
    values_written: written.length,
    duplicates: harvest.duplicates + comparison.takenValues.size,
    errors,
    errors_total: harvest.errors.total() + comparison.refusedCount,
    notes: [...harvest.notes.first()],
    notes_total: harvest.notes.total(),
    error_code: isRefused ? 'ROWS_REJECTED' : null,
    error_message: isRefused ? refusalSentence(rejected, rows_total) : null,
  }
}

function refusalSentence(rejected: number, total: number): string {
  const lines = rejected === 1 ? '1 ligne est à corriger' : `${rejected} lignes sont à corriger`
  return `${lines} sur ${total} : rien n’a été enregistré.`
}

/** Values stand in the order of their rows. */
function countRows(values: readonly CheckedValue[]): number {
  let count = 0
  let last = 0
  for (const { row } of values) {
    if (row !== last) count += 1
    last = row
  }
  return count
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

/** Tells those who see the dashboards, so that open pages read again. */
async function announce(tx: Tx, job: NewImportJob, written: readonly CheckedValue[]): Promise<void> {
  const dashboards = Array.from(new Set(written.map(({ kpi }) => kpi.dashboard_id)))
  if (dashboards.length === 0) return
  const audiences = await listAudiences(tx, dashboards)
  const type = 'kpi.values.imported'
  if (audiences.length <= dashboardEventCountMax) {
    for (const { id, audience } of audiences) {
      await emit(tx, { type, payload: { dashboard_id: id, job_id: job.id }, audience })
    }
    return
  }
  const different = new Map(audiences.map(({ audience }) => [audience?.join(' ') ?? 'all', audience]))
  for (const audience of different.values())
    await emit(tx, { type, payload: { dashboard_id: null, job_id: job.id }, audience })
}
