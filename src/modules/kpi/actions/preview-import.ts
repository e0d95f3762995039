// The first values of a rehearsal, each beside what is stored for its period, with those that cannot be read.
import type { Tx } from '#kernel/database/database.ts'
import type { PreviewRow } from '../import-schemas.ts'
import { listVersionsInForce } from '../queries/import-kpis.ts'
import { toVersion } from '../queries/thresholds.ts'
import { toText } from '../rules/decimal.ts'
import type { CheckedValue, RefusedValue } from '../rules/import-row.ts'
import { judge, versionOn } from '../rules/judgement.ts'
import type { ThresholdVersion } from '../rules/judgement.ts'
import type { Comparison } from './compare-import.ts'
import { previewCountMax } from './read-import.ts'
import type { Harvest } from './read-import.ts'

/** In the order of the rows of the file, and in a row of the periods. */
export async function previewImport(
  tx: Tx,
  { values, unread }: Harvest,
  comparison: Comparison,
): Promise<readonly PreviewRow[]> {
  const shown = values.slice(0, previewCountMax)
  const versions = await versionsOf(tx, shown)
  const readable = shown.map((value) => ({
    start: value.period.start as string,
    row: previewRow(value, comparison, versions.get(value.kpi.id) ?? []),
  }))
  const refused = unread.map((value) => ({ start: value.period?.start ?? '', row: unreadRow(value) }))
  return [...readable, ...refused]
    .sort((one, other) => one.row.row - other.row.row || (one.start < other.start ? -1 : 1))
    .slice(0, previewCountMax)
    .map(({ row }) => row)
}

async function versionsOf(
  tx: Tx,
  values: readonly CheckedValue[],
): Promise<ReadonlyMap<string, readonly ThresholdVersion[]>> {
  const ids = Array.from(new Set(values.map(({ kpi }) => kpi.id)))
  const versions = new Map<string, ThresholdVersion[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return versions
  for (const row of await listVersionsInForce(tx, ids)) versions.get(row.kpi_id)?.push(toVersion(row))
  return versions
}

function previewRow(given: CheckedValue, comparison: Comparison, versions: readonly ThresholdVersion[]): PreviewRow {
  const { row, kpi, period, value } = given
  const stored = comparison.met.get(given)
  const status =
    stored?.same_number === true ? stored.status : judge(versionOn(versions, period.start), value, kpi.unit).status
  return {
    row,
    kpi_id: kpi.id,
    kpi: kpi.name,
    unit: kpi.unit,
    period: period.label,
    old: stored === undefined ? null : Number(stored.value),
    new: Number(toText(value)),
    status_old: stored?.status ?? null,
    status_new: status,
    comment_changed: stored?.same_comment === false,
    outcome: outcomeFor(given, comparison),
  }
}

function outcomeFor(given: CheckedValue, { refused, taken, same, mayWrite }: Comparison): PreviewRow['outcome'] {
  if (refused.has(given)) return 'REFUSED'
  if (!taken.has(given)) return 'NEW'
  if (same.has(given)) return 'UNCHANGED'
  return mayWrite(given) ? 'CHANGED' : 'KEPT'
}

/** What can be read of a value that cannot be read as a whole. */
function unreadRow({ row, kpi, period, value }: RefusedValue): PreviewRow {
  return {
    row,
    kpi_id: kpi?.id ?? null,
    kpi: kpi?.name ?? null,
    unit: kpi?.unit ?? null,
    period: period?.label ?? null,
    old: null,
    new: value === null ? null : Number(toText(value)),
    status_old: null,
    status_new: null,
    comment_changed: false,
    outcome: 'REFUSED',
  }
}
