// The file to fill: one row per active KPI that the person may enter values for, with its last finished period.
import type { Tx } from '#kernel/database/database.ts'
import type { ExportCell } from '#kernel/tabular/export-cell.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import { listImportKpis, selectToday } from '../queries/import-kpis.ts'
import { periodOf, previousPeriod } from '../rules/period.ts'
import { policy } from '../rules/policy.ts'

const header = ['kpi_id', 'indicateur', 'période', 'valeur', 'commentaire']

/** The rows of the template, header first. Ids name the KPIs, so that equal names do no harm; blanks are to be filled. */
export async function listTemplateRows(tx: Tx): Promise<readonly (readonly ExportCell[])[]> {
  const kpis = await listImportKpis(tx)
  const today = await selectToday(tx)
  const mine = kpis.filter(
    ({ is_active, owner_id, dashboard_owner_id }) =>
      is_active && isAllowed(policy['value.create'], tx.scope, { owners: [dashboard_owner_id, owner_id] }),
  )
  const rows = mine.map(({ id, name, frequency }): readonly ExportCell[] => {
    const { label } = previousPeriod(frequency, periodOf(frequency, today))
    return [id, name, label, null, null]
  })
  return [header, ...rows]
}
