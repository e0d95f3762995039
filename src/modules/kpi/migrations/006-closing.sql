-- Closing: periods that are locked, values that wait for approval, evidence on values.
-- Locks: kpi.dashboard and kpi.value for an instant (new columns without a stored default; one check and two references
-- over columns that are all null, read through once: 240 000 values: 0.2 s).

alter table kpi.dashboard
  add column locked_through date check (locked_through between '1990-01-01' and '2100-12-31'),
  add column approval_required boolean not null default false;

create or replace view kpi.dashboard_access with (security_invoker = true) as
  select d.organization_id, d.id, d.title, d.description, d.process_name, d.owner_id, d.visibility, d.team_id,
    d.created_at, d.updated_at,
    case d.visibility
      when 'ORGANIZATION' then null
      when 'PRIVATE' then array[d.owner_id]::text[]
      else array(
        select m.user_id from kernel.team_member m where m.organization_id = d.organization_id and m.team_id = d.team_id
        union select d.owner_id)::text[]
    end as audience,
    (select kernel.scope_role()) in ('ADMIN', 'SYSTEM')
      or d.visibility = 'ORGANIZATION'
      or d.owner_id = (select kernel.scope_user())
      or (d.visibility = 'TEAM' and exists (
        select 1 from kernel.team_member m
        where m.organization_id = d.organization_id and m.team_id = d.team_id
          and m.user_id = (select kernel.scope_user()))) as is_visible,
    d.group_id, d.weight, d.template_id, d.template_version, d.template_title, d.locked_through, d.approval_required
  from kpi.dashboard d;

create or replace view kpi.visible_dashboard with (security_invoker = true) as
  select d.organization_id, d.id, d.title, d.description, d.process_name, d.owner_id, d.visibility, d.team_id,
    d.created_at, d.updated_at, d.audience, d.group_id, d.weight, d.template_id, d.template_version, d.template_title,
    d.locked_through, d.approval_required
  from kpi.dashboard_access d
  where d.is_visible;

-- `approval` is null where none was asked when the number was written. `corrected_by` wrote the number last, when
-- somebody did after it was entered.
alter table kpi.value
  add column corrected_by uuid,
  add column approval text check (approval in ('PENDING', 'APPROVED')),
  add column approved_by uuid,
  add column approved_at timestamptz,
  add constraint value_approval check ((approval is not distinct from 'APPROVED') = (approved_at is not null)),
  add foreign key (organization_id, corrected_by) references kernel."user" (organization_id, id),
  add foreign key (organization_id, approved_by) references kernel."user" (organization_id, id);
create index value_pending on kpi.value (organization_id, kpi_id, period_end) where approval = 'PENDING';

-- The second guard of a locked period, behind the actions: one look-up per KPI and statement, whatever its number of
-- rows. Values that go with their KPI are not its affair: the KPI is gone when this runs, and its deletion was refused
-- before. Who locks holds the KPIs `for update`, every writer of values holds them `for key share`: what is read here is
-- settled.
create function kpi.refuse_locked() returns trigger
  language plpgsql
  as $$
declare
  day date;
begin
  select max(closed.locked_through) into day
  from (select t.organization_id, t.kpi_id, min(t.period_end) as first_end from touched t group by 1, 2) t
  cross join lateral (
    select d.locked_through
    from kpi.kpi k
    join kpi.dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where k.organization_id = t.organization_id and k.id = t.kpi_id
    offset 0
  ) closed
  where t.first_end <= closed.locked_through;
  if day is not null then
    raise exception 'Cette période est close.' using errcode = 'SO409', constraint = 'PERIOD_LOCKED',
      detail = 'Les périodes sont closes jusqu’au ' || to_char(day, 'DD/MM/YYYY') || ' inclus.';
  end if;
  return null;
end
$$;
revoke all on function kpi.refuse_locked() from public;
create trigger value_locked_insert after insert on kpi.value referencing new table as touched
  for each statement execute function kpi.refuse_locked();
create trigger value_locked_update after update on kpi.value referencing old table as touched
  for each statement execute function kpi.refuse_locked();
create trigger value_locked_delete after delete on kpi.value referencing old table as touched
  for each statement execute function kpi.refuse_locked();

-- What shows where a value comes from. `kpi_id` is the value's: the evidence of a whole history is counted in one step.
create table kpi.evidence (
  organization_id uuid not null,
  id uuid not null,
  kpi_id uuid not null,
  value_id uuid not null,
  file_id uuid not null,
  added_by uuid,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, kpi_id) references kpi.kpi (organization_id, id) on delete cascade,
  foreign key (organization_id, value_id) references kpi.value (organization_id, id) on delete cascade,
  foreign key (organization_id, file_id) references kernel.file (organization_id, id),
  foreign key (organization_id, added_by) references kernel."user" (organization_id, id)
);
create index evidence_by_value on kpi.evidence (organization_id, value_id, id);
create index evidence_by_kpi on kpi.evidence (organization_id, kpi_id, value_id);
create unique index evidence_file_taken on kpi.evidence (organization_id, file_id);
select kernel.protect('kpi.evidence', verbs => 'select, insert, delete');

-- The file goes with its evidence, however that went: alone, with its value, with its KPI, with its dashboard.
create function kpi.delete_evidence_file() returns trigger
  language plpgsql
  as $$
begin
  delete from kernel.file f using gone g where f.organization_id = g.organization_id and f.id = g.file_id;
  return null;
end
$$;
revoke all on function kpi.delete_evidence_file() from public;
create trigger evidence_file after delete on kpi.evidence referencing old table as gone
  for each statement execute function kpi.delete_evidence_file();
