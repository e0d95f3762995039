// The structure of the demo: two levels of groups, one of them judged by weighted mean.
import type { Scope } from '#kernel/database/database.ts'
import type { Services } from '#kernel/services.ts'
import { createGroup } from './actions/create-group.ts'
import { updateDashboard } from './actions/update-dashboard.ts'
import type { DashboardId } from './queries/dashboards.ts'
import { listDashboards } from './queries/dashboards.ts'

const dashboardsRead = 50

/** Places the dashboards of the demo in groups, as an ADMIN. */
export async function seedDemoStructure({ database }: Services, admin: Scope): Promise<void> {
  await database.transaction(admin, async (tx) => {
    const operations = await createGroup(tx, { name: 'Opérations' })
    const workshop = await createGroup(tx, { name: 'Atelier de Laval', parent_id: operations, rollup_rule: 'WEIGHTED' })
    const support = await createGroup(tx, { name: 'Fonctions support' })
    const places = new Map([
      ['Production', { group_id: workshop, weight: 2 }],
      ['Qualité et sécurité', { group_id: workshop }],
      ['Logistique', { group_id: operations }],
      ['Ressources humaines', { group_id: support }],
    ])
    const dashboards = await listDashboards(tx, { process_name: null, after: null, limit: dashboardsRead })
    for (const { id, title } of dashboards) {
      const change = places.get(title)
      if (change !== undefined) await updateDashboard(tx, { id: id as DashboardId, change, if_match: null })
    }
  })
}
