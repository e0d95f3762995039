-- Imports counted in values too: a row of a matrix has many, good and bad ones side by side.
-- Locks: kpi.import_job for an instant (new columns with constant defaults), and while the jobs of the past are updated.

alter table kpi.import_job
  add column values_total integer not null default 0,
  add column values_rejected integer not null default 0;

-- What is known of earlier imports: a row counts as one value where nothing tells more. The owner may be no superuser:
-- under FORCE he would see none of these rows.
alter table kpi.import_job no force row level security;
update kpi.import_job
set values_rejected = rows_rejected,
  values_total = rows_rejected + greatest(rows_valid, values_written, values_new + values_changed + values_unchanged);
alter table kpi.import_job force row level security;
