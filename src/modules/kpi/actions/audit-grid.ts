// What the audit keeps of cells saved together: one entry per value while they are few, then entries of bounded size.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import type { GridValueRow } from '../queries/grid.ts'

export interface CellChange {
  readonly kpi_id: string
  readonly period: string
  readonly before: GridValueRow | null
  readonly after: GridValueRow | null
}

const singleEntriesMax = 20
const batchSize = 500

/** Old and new of every cell. Comments are people's words: only that they changed. */
export async function auditGrid(tx: Tx, dashboardId: DashboardId, changes: readonly CellChange[]): Promise<void> {
  if (changes.length <= singleEntriesMax) {
    for (const change of changes) await auditCell(tx, change)
    return
  }
  for (let start = 0; start < changes.length; start += batchSize) {
    const part = changes.slice(start, start + batchSize)
    await recordAudit(tx, {
      action: 'value.grid_saved',
      entity: 'dashboard',
      entity_id: dashboardId,
      summary: `Valeurs saisies en tableau : ${part.length}.`,
      before: { values: part.map((change) => ({ ...identityOf(change), ...factsOf(change.before) })) },
      after: {
        values: part.map((change) => ({ ...identityOf(change), ...factsOf(change.after), ...remarkOf(change) })),
      },
    })
  }
}

/** The same acts as those of single entries: a value is found again whichever way it was entered. */
async function auditCell(tx: Tx, change: CellChange): Promise<void> {
  const { before, after, period, kpi_id } = change
  const [verb, sentence] =
    before === null
      ? (['created', 'saisie'] as const)
      : after === null
        ? (['deleted', 'supprimée'] as const)
        : (['corrected', 'corrigée'] as const)
  await recordAudit(tx, {
    action: `value.${verb}`,
    entity: 'value',
    entity_id: after?.id ?? before?.id ?? null,
    summary: `Valeur ${sentence} pour ${period}.`,
    before: before === null ? null : { kpi_id, period, ...factsOf(before) },
    after: after === null ? null : { kpi_id, period, ...factsOf(after), ...(before === null ? {} : remarkOf(change)) },
  })
}

function identityOf({ kpi_id, period, before, after }: CellChange): Record<string, string | null> {
  return { id: after?.id ?? before?.id ?? null, kpi_id, period }
}

function factsOf(row: GridValueRow | null): Record<string, string | null> {
  return { value: row?.value ?? null, status: row?.status ?? null }
}

function remarkOf({ before, after }: CellChange): { readonly comment_changed: boolean } {
  return { comment_changed: (before?.comment ?? null) !== (after?.comment ?? null) }
}
