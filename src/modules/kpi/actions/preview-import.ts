// The first values of a rehearsal, each beside what is stored for its period, and the rows that cannot be read.
import type { Tx } from '#kernel/database/database.ts'
import type { ImportJob, PreviewRow } from '../import-schemas.ts'
import { listVersionsInForce } from '../queries/import-kpis.ts'
import { toVersion } from '../queries/thresholds.ts'
import { toText } from '../rules/decimal.ts'
import type { CheckedValue } from '../rules/import-row.ts'
import { judge, versionOn } from '../rules/judgement.ts'
import type { ThresholdVersion } from '../rules/judgement.ts'
import { previewCountMax } from './compare-import.ts'
import type { Comparison } from './compare-import.ts'
import type { Harvest } from './read-import.ts'

/** In the order of the rows of the file. */
export async function previewImport(
  tx: Tx,
  { values, errors }: Harvest,
  comparison: Comparison,
): Promise<readonly PreviewRow[]> {
  const shown = values.slice(0, previewCountMax)
  const versions = await versionsOf(tx, shown)
  const rows = shown.map((value) => previewRow(value, comparison, versions.get(value.kpi.id) ?? []))
  return [...rows, ...unreadable(errors.first())].sort((one, other) => one.row - other.row).slice(0, previewCountMax)
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

function outcomeFor(given: CheckedValue, { rejected, taken, same, mayWrite }: Comparison): PreviewRow['outcome'] {
  if (rejected.has(given.row)) return 'REFUSED'
  if (!taken.has(given)) return 'NEW'
  if (same.has(given)) return 'UNCHANGED'
  return mayWrite(given) ? 'CHANGED' : 'KEPT'
}

/** A row with errors has no values: only that it is refused can be shown. */
function unreadable(errors: readonly ImportJob['errors'][number][]): readonly PreviewRow[] {
  const rows = Array.from(new Set(errors.map(({ row }) => row)))
  const nothing = { kpi_id: null, kpi: null, unit: null, period: null, old: null, new: null } as const
  return rows.map((row) => ({
    row,
    ...nothing,
    status_old: null,
    status_new: null,
    comment_changed: false,
    outcome: 'REFUSED',
  }))
}
