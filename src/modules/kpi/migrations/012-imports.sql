-- Imports completed: undo, comparison with stored values, saved mappings, watched addresses.
-- Locks: kpi.import_job for an instant (new columns with constant defaults, constraints over few rows).

-- Which column is which in a kind of file, kept under a name for the whole organisation.
create table kpi.import_mapping (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  name text not null check (char_length(name) between 1 and 120),
  mapping jsonb not null check (jsonb_typeof(mapping) = 'object'),
  options jsonb not null check (jsonb_typeof(options) = 'object'),
  -- the headers of the file it was made for, and what makes two files of one kind: null fits no file by itself
  headers jsonb not null check (jsonb_typeof(headers) = 'array'),
  fingerprint text,
  owner_id uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references kernel."user" (organization_id, id)
);
create unique index import_mapping_name_taken on kpi.import_mapping (organization_id, lower(btrim(name)));
create index import_mapping_by_fingerprint on kpi.import_mapping (organization_id, fingerprint);
create index import_mapping_by_owner on kpi.import_mapping (organization_id, owner_id);
select kernel.protect('kpi.import_mapping');

-- An address that is read on a schedule, with the rights of its owner.
create table kpi.import_source (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  name text not null check (char_length(name) between 1 and 120),
  url text not null check (char_length(url) between 8 and 2000),
  mapping_id uuid,
  on_duplicate text not null check (on_duplicate in ('reject', 'overwrite', 'skip')),
  mode text not null check (mode in ('all_or_nothing', 'valid_rows')),
  schedule text not null check (schedule in ('HOURLY', 'DAILY', 'WEEKLY')),
  -- in the organisation's time zone; weekday 1 is Monday
  hour smallint check (hour between 0 and 23),
  weekday smallint check (weekday between 1 and 7),
  is_active boolean not null,
  -- why it was switched off by itself
  stopped_code text,
  credentials text not null check (credentials in ('NONE', 'BEARER', 'BASIC')),
  -- sealed with a key derived from SOCLE_SECRET
  sealed_secret bytea,
  owner_id uuid not null,
  next_run_at timestamptz,
  -- whoever reads it now; a process that died leaves it, and it runs out
  lease_id uuid,
  lease_until timestamptz,
  -- what was last read, to know an unchanged file
  etag text check (char_length(etag) <= 300),
  last_modified text check (char_length(last_modified) <= 100),
  content_sha256 text,
  last_run_at timestamptz,
  last_outcome text check (last_outcome in ('IMPORTED', 'UNCHANGED', 'FAILED')),
  last_error_code text,
  last_error_message text,
  failures integer not null default 0,
  -- a failure is told once, until a run succeeds again
  failure_told boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references kernel."user" (organization_id, id),
  foreign key (organization_id, mapping_id) references kpi.import_mapping (organization_id, id) on delete set null (mapping_id),
  constraint import_source_scheduled check (case schedule
    when 'HOURLY' then hour is null and weekday is null
    when 'DAILY' then hour is not null and weekday is null
    else hour is not null and weekday is not null end),
  constraint import_source_sealed check ((credentials = 'NONE') = (sealed_secret is null)),
  constraint import_source_active check (is_active = (next_run_at is not null) and not (is_active and stopped_code is not null)),
  constraint import_source_leased check ((lease_id is null) = (lease_until is null))
);
create index import_source_by_owner on kpi.import_source (organization_id, owner_id);
create index import_source_by_mapping on kpi.import_source (organization_id, mapping_id);
create index import_source_due on kpi.import_source (next_run_at) where next_run_at is not null;
select kernel.protect('kpi.import_source');

alter table kpi.import_job
  add column values_new integer not null default 0,
  add column values_changed integer not null default 0,
  add column values_unchanged integer not null default 0,
  add column rows_unchanged integer not null default 0,
  -- of a rehearsal: its first 200 values beside what is stored
  add column preview jsonb not null default '[]',
  add column mapping_id uuid,
  add column suggested_mapping_id uuid,
  add column source_id uuid,
  -- how long what it wrote is remembered; null: it wrote nothing, or before this was kept
  add column undoable_until timestamptz,
  add column undone_at timestamptz,
  add column undone_by uuid,
  add column values_removed integer not null default 0,
  add column values_restored integer not null default 0,
  drop constraint import_job_type_check,
  add constraint import_job_type_check check (type in ('CSV', 'EXCEL', 'ODS', 'API')),
  add constraint import_job_undone check ((undone_at is null) = (undone_by is null)),
  add foreign key (organization_id, undone_by) references kernel."user" (organization_id, id),
  add foreign key (organization_id, mapping_id) references kpi.import_mapping (organization_id, id) on delete set null (mapping_id),
  add foreign key (organization_id, suggested_mapping_id) references kpi.import_mapping (organization_id, id)
    on delete set null (suggested_mapping_id),
  add foreign key (organization_id, source_id) references kpi.import_source (organization_id, id) on delete set null (source_id);
create index import_job_by_source on kpi.import_job (organization_id, source_id, id) where source_id is not null;
create index import_job_by_mapping on kpi.import_job (organization_id, mapping_id) where mapping_id is not null;
create index import_job_by_suggestion on kpi.import_job (organization_id, suggested_mapping_id) where suggested_mapping_id is not null;
create index import_job_undoable on kpi.import_job (undoable_until) where undoable_until is not null;

-- What an import did to each value, so that it can be undone: the row as it was (nothing for a new one) and the moment
-- it was written, which tells whether somebody changed it since. It outlives the value and the KPI: no key to them.
create table kpi.import_change (
  organization_id uuid not null,
  job_id uuid not null,
  value_id uuid not null,
  kpi_id uuid not null,
  period_start date not null,
  action text not null check (action in ('INSERTED', 'OVERWRITTEN')),
  written_at timestamptz not null,
  old_value numeric,
  old_status text,
  old_critical boolean,
  old_explanation text,
  old_threshold_id uuid,
  old_comment text,
  old_corrected_by uuid,
  old_approval text,
  old_approved_by uuid,
  old_approved_at timestamptz,
  old_updated_at timestamptz,
  primary key (organization_id, job_id, value_id),
  foreign key (organization_id, job_id) references kpi.import_job (organization_id, id) on delete cascade,
  constraint import_change_remembers check (case action
    when 'INSERTED' then num_nonnulls(old_value, old_status, old_critical, old_explanation, old_threshold_id, old_comment,
      old_corrected_by, old_approval, old_approved_by, old_approved_at, old_updated_at) = 0
    else num_nulls(old_value, old_critical, old_explanation, old_threshold_id, old_updated_at) = 0 end)
);
select kernel.protect('kpi.import_change', verbs => 'select, insert, delete');

-- Upkeep over all organisations, by functions of the owner: forgets what can no longer be undone; tells which addresses
-- are due (ids only, the rest is done under their own scope).
create policy clean_up on kpi.import_change for all to current_user using (true);
create function kpi.forget_import_changes() returns bigint
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    with gone as (
      delete from kpi.import_change c
      using kpi.import_job j
      where j.organization_id = c.organization_id and j.id = c.job_id and j.undoable_until < clock_timestamp()
      returning 1)
    select count(*) from gone
  $$;

create policy due on kpi.import_source for select to current_user using (true);
create function kpi.due_import_sources() returns table (organization_id uuid, id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select s.organization_id, s.id
    from kpi.import_source s
    where s.next_run_at <= clock_timestamp() and (s.lease_until is null or s.lease_until < clock_timestamp())
    order by s.next_run_at
    limit 1000
  $$;

revoke all on function kpi.forget_import_changes(), kpi.due_import_sources() from public;
grant execute on function kpi.forget_import_changes(), kpi.due_import_sources() to socle_app;
