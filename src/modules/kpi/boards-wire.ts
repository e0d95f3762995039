// Reads the boards of a dashboard and turns them into answers, for people and for screens alike.
import type { Scope, Tx } from '#kernel/database/database.ts'
import { notFound } from '#kernel/problem.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import { boardKpisMax } from './boards-schemas.ts'
import type { Bowling, BowlingRow, Sqcdp, SqcdpKpi } from './boards-schemas.ts'
import {
  findBoard,
  listBoardEntries,
  listBoardKpis,
  listBoardTargets,
  listBoardValues,
  listBoardVersions,
} from './queries/boards.ts'
import type { BoardEntryRow, BoardKpiRow, BoardRow } from './queries/boards.ts'
import type { DashboardId } from './queries/dashboards.ts'
import { listTotalBases } from './queries/formula-totals.ts'
import { toVersion } from './queries/thresholds.ts'
import { bowlingRow, fiscalYearOf } from './rules/bowling.ts'
import type { BowlingRow as Row, FiscalYear } from './rules/bowling.ts'
import { type Decimal, fromSql } from './rules/decimal.ts'
import { versionOn } from './rules/judgement.ts'
import { type Period, periodOf } from './rules/period.ts'
import { policy } from './rules/policy.ts'
import { toJsonNumber } from './rules/rounding.ts'
import { boardLetters, type Family } from './rules/sqcdp.ts'

/** The bowling chart of a visible dashboard; without a year, the fiscal year that holds today. Throws NOT_FOUND. */
export async function readBowling(tx: Tx, id: DashboardId, year: number | null): Promise<Bowling> {
  const board = await requireBoard(tx, id)
  const first = board.fiscal_year_start_month
  const fiscalYear = fiscalYearOf(first, year === null ? { day: board.today } : { year })
  const { kpis, has_more } = await readKpis(tx, id, { with_family: false })
  return {
    dashboard_id: id,
    title: board.title,
    today: board.today,
    has_more,
    year: fiscalYear.year,
    year_start: fiscalYear.start,
    year_end: fiscalYear.end,
    months: [...fiscalYear.months],
    rows: await readRows(tx, { kpis, board, fiscalYear }),
  }
}

async function requireBoard(tx: Tx, id: DashboardId): Promise<BoardRow> {
  const board = await findBoard(tx, id)
  if (board === null) throw notFound()
  return board
}

async function readKpis(
  tx: Tx,
  dashboard_id: DashboardId,
  { with_family }: { readonly with_family: boolean },
): Promise<{ readonly kpis: readonly BoardKpiRow[]; readonly has_more: boolean }> {
  const rows = await listBoardKpis(tx, { dashboard_id, with_family, limit: boardKpisMax + 1 })
  return { kpis: rows.slice(0, boardKpisMax), has_more: rows.length > boardKpisMax }
}

/** Two years of days, and the week in which the first begins. */
const boardPeriodsMax = 740

interface ChartInput {
  readonly kpis: readonly BoardKpiRow[]
  readonly board: BoardRow
  readonly fiscalYear: FiscalYear
}

async function readRows(tx: Tx, { kpis, board, fiscalYear }: ChartInput): Promise<BowlingRow[]> {
  const kpi_ids = kpis.map((kpi) => kpi.kpi_id)
  const before = fiscalYearOf(board.fiscal_year_start_month, { year: fiscalYear.year - 1 })
  // a week belongs to the year of its Thursday, and may begin before it
  const span = { kpi_ids, from: periodOf('WEEKLY', before.start).start, to: fiscalYear.end }
  const [values, targets, versions, bases] = await Promise.all([
    listBoardValues(tx, span),
    listBoardTargets(tx, span),
    listBoardVersions(tx, kpi_ids),
    listTotalBases(tx, { ...span, limit: boardPeriodsMax }),
  ])
  const valuesOf = Map.groupBy(values, (row) => row.kpi_id)
  const targetsOf = Map.groupBy(targets, (row) => row.kpi_id)
  const versionsOf = Map.groupBy(versions, (row) => row.kpi_id)
  return kpis.map((kpi) => {
    const own = versionsOf.get(kpi.kpi_id) ?? []
    const row = bowlingRow({
      basis: bases.get(kpi.kpi_id) ?? null,
      calendar: { ...kpi, fiscal_year_start_month: board.fiscal_year_start_month },
      fiscal_year: fiscalYear,
      today: board.today,
      expected_from: kpi.expected_from,
      values: new Map(
        (valuesOf.get(kpi.kpi_id) ?? []).map((one) => [one.period_start, { ...one, value: fromSql(one.value) }]),
      ),
      targets: new Map((targetsOf.get(kpi.kpi_id) ?? []).map((one) => [one.period_start, fromSql(one.value)])),
      versions: new Map(own.map((one) => [one.id, toVersion(one)])),
      current: versionOn(own.filter((one) => one.in_force).map(toVersion), board.today).thresholds,
    })
    return { ...toBowlingRow(kpi, row), totals: bases.has(kpi.kpi_id) ? 'FORMULA' : 'AGGREGATION' }
  })
}

function toBowlingRow(kpi: BoardKpiRow, { cells, ytd, course }: Row): Omit<BowlingRow, 'totals'> {
  const { kpi_id, code, name, unit, frequency, aggregation } = kpi
  return {
    kpi_id,
    code,
    name,
    unit,
    frequency,
    aggregation,
    cells: cells.map((cell) => ({ ...cell, value: numberOf(cell.value), target: numberOf(cell.target) })),
    ytd: { ...ytd, actual: numberOf(ytd.actual), target: numberOf(ytd.target) },
    course: course.map(numberOf),
  }
}

function numberOf(value: Decimal | null): number | null {
  return value === null ? null : toJsonNumber(value)
}

/** The month board of a visible dashboard; without a month, the one that holds today. Throws NOT_FOUND. */
export async function readSqcdp(tx: Tx, id: DashboardId, wanted: Period | null): Promise<Sqcdp> {
  const board = await requireBoard(tx, id)
  const month = wanted ?? periodOf('MONTHLY', board.today)
  const { kpis, has_more } = await readKpis(tx, id, { with_family: true })
  const span = { kpi_ids: kpis.map((kpi) => kpi.kpi_id), from: month.start, to: month.end }
  const entries = await listBoardEntries(tx, span)
  const members = kpis.map((kpi) => ({ ...kpi, family: kpi.family as Family }))
  const entriesOf = Map.groupBy(entries, (entry) => entry.kpi_id)
  const letters = boardLetters({ month, today: board.today, kpis: members, entries }).map(({ family, days }) => ({
    family,
    days: [...days],
    kpis: members
      .filter((kpi) => kpi.family === family)
      .map((kpi) => toSqcdpKpi(tx.scope, { kpi, board, entries: entriesOf.get(kpi.kpi_id) ?? [] })),
  }))
  return { dashboard_id: id, title: board.title, today: board.today, has_more, month: month.label, letters }
}

interface LetterKpi {
  readonly kpi: BoardKpiRow
  readonly board: BoardRow
  readonly entries: readonly BoardEntryRow[]
}

function toSqcdpKpi(scope: Scope, { kpi, board, entries }: LetterKpi): SqcdpKpi {
  const { kpi_id, code, name, unit } = kpi
  const owners = { owners: [board.owner_id, kpi.owner_id] }
  return {
    kpi_id,
    code,
    name,
    unit,
    can_enter: !kpi.is_computed && isAllowed(policy['value.create'], scope, owners),
    can_answer: isAllowed(policy['action.create'], scope, owners),
    entries: entries.map(({ kpi_id: _kpi, value, ...entry }) => ({ ...entry, value: Number(value) })),
  }
}
