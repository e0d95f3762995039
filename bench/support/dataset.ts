// Measured data, made by the owner in SQL: believable sizes, the same at every run.
import type { Pool } from 'pg'

export interface Dataset {
  readonly kpi_ids: readonly string[]
}

export interface DatasetSize {
  readonly dashboards: number
  readonly kpisPerDashboard: number
  readonly months: number
}

/** Dashboards with monthly KPIs, one version of thresholds each, and `months` values that end with last month. */
export async function createDataset(
  owner: Pool,
  organization: string,
  user: string,
  size: DatasetSize,
): Promise<Dataset> {
  await owner.query(
    `insert into kpi.dashboard (organization_id, id, title, process_name, owner_id, visibility)
     select $1, gen_random_uuid(), 'Tableau ' || n, 'Processus ' || n % 10, $2, 'ORGANIZATION' from generate_series(1, $3::int) n`,
    [organization, user, size.dashboards],
  )
  await owner.query(
    `insert into kpi.kpi (organization_id, id, dashboard_id, name, unit, frequency, aggregation, owner_id)
     select d.organization_id, gen_random_uuid(), d.id, 'Indicateur ' || n, '%', 'MONTHLY', 'AVERAGE', $2
     from kpi.dashboard d cross join generate_series(1, $3::int) n
     where d.organization_id = $1 and not exists (select from kpi.kpi k where k.organization_id = $1 and k.dashboard_id = d.id)`,
    [organization, user, size.kpisPerDashboard],
  )
  await owner.query(
    `insert into kpi.threshold (organization_id, id, kpi_id, effective_from, direction, threshold_green, threshold_orange, threshold_red)
     select k.organization_id, gen_random_uuid(), k.id, '-infinity', 'UP_IS_BETTER', 95, 90, 80 from kpi.kpi k
     where k.organization_id = $1 and not exists (select from kpi.threshold t where t.organization_id = $1 and t.kpi_id = k.id)`,
    [organization],
  )
  await owner.query(
    `insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, status, critical, explanation, threshold_id, created_by)
     select k.organization_id, gen_random_uuid(), k.id, 'MONTHLY', m.start, (m.start + interval '1 month')::date - 1, to_char(m.start, 'YYYY-MM'),
       v.value, case when v.value >= 95 then 'GREEN' when v.value >= 90 then 'ORANGE' else 'RED' end, v.value < 80,
       v.value || ' % : seuils d’origine', t.id, $2
     from kpi.kpi k
     join kpi.threshold t on t.organization_id = k.organization_id and t.kpi_id = k.id
     cross join lateral (select (date_trunc('month', current_date) - make_interval(months => n))::date as start, n from generate_series(1, $3::int) n) m
     cross join lateral (select round((78 + 22 * abs(sin(hashtext(k.id::text) + m.n)))::numeric, 2) as value) v
     where k.organization_id = $1 and not exists (select from kpi.value x where x.organization_id = $1 and x.kpi_id = k.id)`,
    [organization, user, size.months],
  )
  await owner.query('vacuum analyze kpi.dashboard, kpi.kpi, kpi.threshold, kpi.value')
  const { rows } = await owner.query<{ id: string }>('select id from kpi.kpi where organization_id = $1 order by id', [
    organization,
  ])
  return { kpi_ids: rows.map((row) => row.id) }
}
