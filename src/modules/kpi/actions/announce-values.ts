// Tells that many values changed at once, so that open pages read again: to those who see the dashboards, in bounded number.
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { listAudiences } from '../queries/import-kpis.ts'
import type { ImportJobId } from '../queries/import-jobs.ts'

export interface ValuesAnnouncement {
  readonly type: 'kpi.values.imported' | 'kpi.values.undone'
  readonly job_id: ImportJobId
  readonly dashboards: ReadonlySet<string>
}

/** Dashboards that get an event of their own; beyond, one event per audience says that much has changed. */
const dashboardEventCountMax = 200

/** Emits the events of an import or of its undoing. */
export async function announceValues(tx: Tx, { type, job_id, dashboards }: ValuesAnnouncement): Promise<void> {
  if (dashboards.size === 0) return
  const audiences = await listAudiences(tx, Array.from(dashboards))
  if (audiences.length <= dashboardEventCountMax) {
    for (const { id, audience } of audiences) await emit(tx, { type, payload: { dashboard_id: id, job_id }, audience })
    return
  }
  const different = new Map(audiences.map(({ audience }) => [audience?.join(' ') ?? 'all', audience]))
  for (const audience of different.values()) await emit(tx, { type, payload: { dashboard_id: null, job_id }, audience })
}
