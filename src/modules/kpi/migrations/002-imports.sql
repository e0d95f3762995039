-- Imports of values: one row per job, written in transactions of its own so that it survives the rollback of the data.
-- Locks: creates new objects only; nothing that exists is locked.

create table kpi.import_job (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  type text not null check (type in ('CSV', 'EXCEL', 'API')),
  -- PENDING waits for its turn in a process; both unfinished states hold a lease
  status text not null check (status in ('PENDING', 'RUNNING', 'SUCCESS', 'FAILED')),
  progress smallint not null default 0 check (progress between 0 and 100),
  mode text not null check (mode in ('all_or_nothing', 'valid_rows')),
  on_duplicate text not null check (on_duplicate in ('reject', 'overwrite', 'skip')),
  dry_run boolean not null,
  file_name text check (char_length(file_name) <= 200),
  rows_total integer not null default 0,
  rows_valid integer not null default 0,
  rows_written integer not null default 0,
  rows_rejected integer not null default 0,
  rows_skipped integer not null default 0,
  rows_blank integer not null default 0,
  values_written integer not null default 0,
  duplicates integer not null default 0,
  detected jsonb,
  -- the first 1 000 of each, and how many there are
  errors jsonb not null default '[]',
  errors_total integer not null default 0,
  notes jsonb not null default '[]',
  notes_total integer not null default 0,
  error_code text,
  error_message text,
  -- whoever runs the job renews this every second; once it is over, the job was interrupted
  lease_until timestamptz,
  created_by uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references kernel."user" (organization_id, id),
  constraint import_job_counted check (rows_total = rows_written + rows_rejected + rows_skipped),
  constraint import_job_leased check ((status in ('PENDING', 'RUNNING')) = (lease_until is not null)),
  constraint import_job_failed check ((status = 'FAILED') = (error_code is not null) and (error_code is null) = (error_message is null))
);
-- one import at a time per organisation, whichever process runs it
create unique index import_job_in_progress on kpi.import_job (organization_id) where status in ('PENDING', 'RUNNING');
create index import_job_by_creator on kpi.import_job (organization_id, created_by, id);
create index import_job_by_lease on kpi.import_job (lease_until) where lease_until is not null;
select kernel.protect('kpi.import_job', verbs => 'select, insert, update');

-- Jobs that nobody runs any more, in all organisations: ids only, the rest is done under their own scope.
create policy swept on kpi.import_job for select to current_user using (true);
create function kpi.interrupted_imports() returns table (organization_id uuid, id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select j.organization_id, j.id
    from kpi.import_job j
    where j.status in ('PENDING', 'RUNNING') and j.lease_until < clock_timestamp()
  $$;

revoke all on function kpi.interrupted_imports() from public;
grant execute on function kpi.interrupted_imports() to socle_app;
