// Saves cells of an entry grid: all or nothing, judged and audited like single entries, in a handful of statements.
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { newId } from '#kernel/ids.ts'
import { notFound, Problem, unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'
import type { GridChange } from '../entry-schemas.ts'
import { findDashboard } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { countEvidence } from '../queries/evidence.ts'
import { deleteGridValues, findGridValues, lockGridValues } from '../queries/grid.ts'
import type { GridValueRow } from '../queries/grid.ts'
import { holdImportKpis, listVersionsInForce, selectToday } from '../queries/import-kpis.ts'
import type { HeldKpiRow } from '../queries/import-kpis.ts'
import { insertImportedValues, overwriteImportedValues } from '../queries/import-values.ts'
import type { ImportedValueRow, PeriodKey } from '../queries/import-values.ts'
import type { KpiId } from '../queries/kpis.ts'
import { toVersion } from '../queries/thresholds.ts'
import { approvalOfNew } from '../rules/closing.ts'
import { toText } from '../rules/decimal.ts'
import { cellKey, readGrid } from '../rules/grid-entry.ts'
import type { CellEntry } from '../rules/grid-entry.ts'
import { judge, versionOn } from '../rules/judgement.ts'
import type { ThresholdVersion } from '../rules/judgement.ts'
import { periodName } from '../rules/period-labels.ts'
import { toGridCell } from '../entry-wire.ts'
import { auditGrid } from './audit-grid.ts'
import type { CellChange } from './audit-grid.ts'
import { evidenceWouldGo, periodLocked } from './closing-problems.ts'
import { followValues } from './follow-values.ts'
import type { WrittenSpan } from './follow-values.ts'
import { mayEnter } from './value-checks.ts'

type Cell = CellEntry<HeldKpiRow & { readonly may_enter: boolean }>

export interface SavedGrid {
  /** The cells that were asked for, in their order, with the value each has now. */
  readonly cells: readonly { readonly cell: Cell; readonly row: GridValueRow | null }[]
  readonly changed: number
}

/**
 * Writes cells, takes those away that are null and leaves alone what is already so. Throws CELL_CHANGED with the present
 * values when somebody else wrote a cell since `expected_updated_at`, EVIDENCE_WOULD_GO for a cleared cell that has files, FORBIDDEN, and the codes of periods and numbers.
 */
export async function saveGrid(tx: Tx, dashboardId: DashboardId, { cells }: GridChange): Promise<SavedGrid> {
  const dashboard = await findDashboard(tx, dashboardId)
  if (dashboard === null) throw notFound()
  const entries = await readCells(tx, dashboardId, cells)
  const keys = entries.map(({ kpi, period }) => ({ kpi_id: kpi.id, period_start: period.start }))
  const current = byCell(await lockGridValues(tx, keys))
  const changes = entries.flatMap((entry) => changeOf(entry, current.get(keyOf(entry))))
  const overtaken = changes.filter(({ cell, row }) => isOvertaken(cells[cell.index]?.expected_updated_at, row))
  if (overtaken.length > 0) throw cellChanged(overtaken)
  await refuseEvidenceLoss(tx, changes)
  if (changes.length === 0) return { cells: presentOf(entries, current), changed: 0 }
  await write(tx, changes)
  await followValues(tx, spansOf(changes))
  const payload = { dashboard_id: dashboardId }
  await emit(tx, { type: 'kpi.value.grid_saved', payload, audience: dashboard.audience })
  const present = byCell(await findGridValues(tx, keys))
  await auditGrid(
    tx,
    dashboardId,
    changes.map((change) => auditedOf(change, present)),
  )
  return { cells: presentOf(entries, present), changed: changes.length }
}

/** The cells with their KPIs held. Throws every mistake at once, those of rights first. */
async function readCells(tx: Tx, dashboardId: DashboardId, cells: GridChange['cells']): Promise<readonly Cell[]> {
  const ids = Array.from(new Set(cells.map(({ kpi_id }) => kpi_id.toLowerCase())))
  const held = await holdImportKpis(tx, ids)
  const today = await selectToday(tx)
  const own = held.filter((kpi) => kpi.dashboard_id === dashboardId)
  const kpis = new Map(own.map((kpi) => [kpi.id, { ...kpi, may_enter: mayEnter(tx.scope, kpi) }]))
  const { entries, violations, forbidden } = readGrid(cells, { kpis, today })
  if (forbidden.length > 0)
    throw new Problem(403, 'FORBIDDEN', 'Vous n’avez pas le droit de faire cela.', { errors: forbidden })
  const [lockedThrough] = own.flatMap(({ locked_through }) => locked_through ?? [])
  if (lockedThrough !== undefined && violations.length > 0 && violations.every(({ code }) => code === 'PERIOD_LOCKED'))
    throw periodLocked(lockedThrough, violations)
  if (violations.length > 0) throw unprocessable(violations)
  return entries
}

interface Change {
  readonly cell: Cell
  /** The value before; null where there was none. */
  readonly row: GridValueRow | null
  readonly comment: string | null
}

/** What a cell changes: nothing when it asks for what is there. */
function changeOf(cell: Cell, row: GridValueRow | null = null): readonly Change[] {
  if (cell.value === null) return row === null ? [] : [{ cell, row, comment: null }]
  const comment = cell.comment === undefined ? (row?.comment ?? null) : cell.comment
  const isSame = row !== null && row.value === toText(cell.value) && row.comment === comment
  return isSame ? [] : [{ cell, row, comment }]
}

function isOvertaken(expected: string | null | undefined, row: GridValueRow | null): boolean {
  return expected !== undefined && expected !== (row?.updated_at ?? null)
}

function cellChanged(overtaken: readonly Change[]): Problem {
  const errors = overtaken.map(({ cell }): Violation => {
    const detail = `La valeur de ${periodName(cell.period.label, 'fr')} a changé entre-temps.`
    return { pointer: `/cells/${cell.index}`, code: 'CELL_CHANGED', detail }
  })
  return new Problem(409, 'CELL_CHANGED', 'Quelqu’un d’autre a changé ces valeurs entre-temps.', {
    detail: 'Rien n’a été enregistré : voici les valeurs actuelles.',
    errors,
    members: { cells: overtaken.map(({ cell, row }) => toGridCell(cell, row)) },
  })
}

/** A cell that is cleared comes back with Ctrl+Z; the files of its value would not. The values are held. */
async function refuseEvidenceLoss(tx: Tx, changes: readonly Change[]): Promise<void> {
  const cleared = changes.filter(({ cell, row }) => cell.value === null && row !== null)
  if (cleared.length === 0) return
  const counts = await countEvidence(
    tx,
    cleared.flatMap(({ row }) => (row === null ? [] : [row.id])),
  )
  const errors = cleared.flatMap(({ cell, row }): readonly Violation[] => {
    const count = counts.get(row?.id ?? '') ?? 0
    if (count === 0) return []
    const files = count === 1 ? 'une pièce justificative' : `${count} pièces justificatives`
    const detail = `La valeur de ${periodName(cell.period.label, 'fr')} a ${files} : supprimez-la sur la page de l’indicateur.`
    return [{ pointer: `/cells/${cell.index}`, code: 'EVIDENCE_WOULD_GO', detail }]
  })
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (errors.length > 0) throw evidenceWouldGo(total, errors)
}

async function write(tx: Tx, changes: readonly Change[]): Promise<void> {
  const versions = await versionsOf(tx, changes)
  const rowsOf = (isNew: boolean): readonly ImportedValueRow[] =>
    changes
      .filter(({ row }) => (row === null) === isNew)
      .flatMap((change) => valueRow(change, versions.get(change.cell.kpi.id) ?? []))
      // Everybody inserts in the same order, so that two grids never wait for each other in a circle.
      .toSorted((a, b) => (cellKey(a.kpi_id, a.period.start) < cellKey(b.kpi_id, b.period.start) ? -1 : 1))
  const fresh = rowsOf(true)
  if ((await insertImportedValues(tx, fresh)) < fresh.length) throw await justTaken(tx, changes, fresh)
  await overwriteImportedValues(tx, rowsOf(false), {})
  const removed = changes.filter(({ cell }) => cell.value === null)
  await deleteGridValues(
    tx,
    removed.flatMap(({ row }) => (row === null ? [] : [row.id])),
  )
}

/** Somebody filled an empty cell in this very moment: the rows that are there and are not ours are his. */
async function justTaken(tx: Tx, changes: readonly Change[], fresh: readonly ImportedValueRow[]): Promise<Problem> {
  const ours = new Set(fresh.map(({ id }) => id))
  const keys = fresh.map((row): PeriodKey => ({ kpi_id: row.kpi_id, period_start: row.period.start }))
  const present = byCell(await findGridValues(tx, keys))
  return cellChanged(
    changes.flatMap((change) => {
      const row = present.get(keyOf(change.cell))
      return row === undefined || ours.has(row.id) ? [] : [{ ...change, row }]
    }),
  )
}

async function versionsOf(
  tx: Tx,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, readonly ThresholdVersion[]>> {
  const ids = Array.from(new Set(changes.map(({ cell }) => cell.kpi.id)))
  const versions = new Map<string, ThresholdVersion[]>(ids.map((id) => [id, []]))
  for (const row of await listVersionsInForce(tx, ids)) versions.get(row.kpi_id)?.push(toVersion(row))
  return versions
}

/** The row to write; none for a cell that is cleared. A number that does not change keeps its verdict. */
function valueRow({ cell, row, comment }: Change, versions: readonly ThresholdVersion[]): readonly ImportedValueRow[] {
  const { kpi, period, value: number } = cell
  if (number === null) return []
  const value = toText(number)
  const judgement = row?.value === value ? row : judge(versionOn(versions, period.start), number, kpi.unit)
  const approval = approvalOfNew(kpi.approval_required)
  return [{ id: newId(), kpi_id: kpi.id, frequency: kpi.frequency, period, value, judgement, comment, approval }]
}

function auditedOf({ cell, row }: Change, present: ReadonlyMap<string, GridValueRow>): CellChange {
  return { kpi_id: cell.kpi.id, period: cell.period.label, before: row, after: present.get(keyOf(cell)) ?? null }
}

function presentOf(entries: readonly Cell[], rows: ReadonlyMap<string, GridValueRow>): SavedGrid['cells'] {
  return entries.map((cell) => ({ cell, row: rows.get(keyOf(cell)) ?? null }))
}

function keyOf({ kpi, period }: Cell): string {
  return cellKey(kpi.id, period.start)
}

function byCell(rows: readonly GridValueRow[]): ReadonlyMap<string, GridValueRow> {
  return new Map(rows.map((row) => [cellKey(row.kpi_id, row.period_start), row]))
}

/** First and last period written of each KPI. */
function spansOf(changes: readonly Change[]): readonly WrittenSpan[] {
  const spans = new Map<string, WrittenSpan>()
  for (const { cell } of changes) {
    const { start } = cell.period
    const known = spans.get(cell.kpi.id)
    const from = known === undefined || start < known.from ? start : known.from
    const through = known === undefined || start > known.through ? start : known.through
    spans.set(cell.kpi.id, { kpi_id: cell.kpi.id as KpiId, from, through })
  }
  return Array.from(spans.values())
}
