// SQL of the present names of what the audit of this module is about, as far as the person in scope may see it.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { AuditNames, FindNames, SubjectName } from '#kernel/audit/subjects.ts'

/** The nearest thing first: an entry about a value names its KPI, one about a comment or its files the KPI it is on. */
export const auditNames: AuditNames = {
  action: namesOf(sql`
    select a.id, a.title as name
    from kpi.action a
    join kpi.kpi k on k.organization_id = a.organization_id and k.id = a.kpi_id
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id`),
  kpi: namesOf(sql`
    select k.id, k.name
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id`),
  meeting: namesOf(sql`
    select m.id, m.title as name
    from kpi.meeting m
    join kpi.visible_dashboard d on d.organization_id = m.organization_id and d.id = m.dashboard_id`),
  comment: namesOf(sql`
    select c.id, k.name
    from kpi.comment c
    left join kpi.action a on a.organization_id = c.organization_id and a.id = c.action_id
    join kpi.kpi k on k.organization_id = c.organization_id and k.id = coalesce(c.kpi_id, a.kpi_id)
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id`),
  dashboard: namesOf(sql`select d.id, d.title as name from kpi.visible_dashboard d`),
  group: namesOf(sql`select g.id, g.name from kpi.dashboard_group g`),
  import_source: namesOf(sql`select s.id, s.name from kpi.import_source s`),
  screen: namesOf(sql`select s.id, s.name from kpi.screen s`),
}

function namesOf(all: RawBuilder<unknown>): FindNames {
  return async (tx, ids) => {
    const { rows } = await sql<SubjectName>`
      select n.id, n.name from (${all}) n where n.id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(tx)
    return rows
  }
}
