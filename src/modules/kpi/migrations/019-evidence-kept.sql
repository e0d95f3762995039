-- Evidence of a computed value outlives it: the value goes when one of its inputs does and comes back with it.
-- Locks: kpi.evidence for a moment (a new column without a default, a check that reads the table through once).

-- Without a value it waits for one of its KPI in this period; until then nobody sees it.
alter table kpi.evidence
  alter column value_id drop not null,
  add column period_start date,
  add constraint evidence_waits check ((value_id is null) = (period_start is not null));
create index evidence_waiting on kpi.evidence (organization_id, kpi_id, period_start) where value_id is null;
grant update (value_id, period_start) on kpi.evidence to socle_app;
