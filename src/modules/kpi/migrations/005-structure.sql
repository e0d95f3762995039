-- Groups of dashboards in at most three levels, weights for their roll-up, and the template a dashboard was made from.
-- Locks: kpi.dashboard and kpi.kpi are held for the moment that adds columns with constant defaults; nothing is rewritten.

-- A group stands one level below its parent, by construction: its depth is part of the reference to the parent. So no
-- group can be deeper than the third level, and no chain of parents can come back to where it started.
create table kpi.dashboard_group (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  parent_id uuid,
  name text not null check (char_length(name) between 1 and 120),
  position integer not null check (position >= 0),
  rollup_rule text not null check (rollup_rule in ('WORST', 'WEIGHTED')),
  weight smallint not null default 1 check (weight between 1 and 100),
  depth smallint not null check (depth between 1 and 3),
  parent_depth smallint generated always as (depth - 1) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id),
  constraint group_depth unique (organization_id, id, depth),
  constraint group_parent foreign key (organization_id, parent_id, parent_depth)
    references kpi.dashboard_group (organization_id, id, depth),
  constraint group_top check ((parent_id is null) = (depth = 1))
);
create index group_by_parent on kpi.dashboard_group (organization_id, parent_id);
create unique index group_name_taken on kpi.dashboard_group (organization_id, parent_id, lower(btrim(name))) nulls not distinct;
select kernel.protect('kpi.dashboard_group');

alter table kpi.dashboard
  add group_id uuid,
  add weight smallint not null default 1 check (weight between 1 and 100),
  add template_id text check (char_length(template_id) between 1 and 60),
  add template_version integer check (template_version >= 1),
  add template_title text check (char_length(template_title) between 1 and 200),
  add constraint dashboard_group foreign key (organization_id, group_id) references kpi.dashboard_group (organization_id, id),
  add constraint dashboard_template check (num_nonnulls(template_id, template_version, template_title) in (0, 3));
create index dashboard_by_group on kpi.dashboard (organization_id, group_id);

alter table kpi.kpi add weight smallint not null default 1 check (weight between 1 and 100);

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
    d.group_id, d.weight, d.template_id, d.template_version, d.template_title
  from kpi.dashboard d;

create or replace view kpi.visible_dashboard with (security_invoker = true) as
  select d.organization_id, d.id, d.title, d.description, d.process_name, d.owner_id, d.visibility, d.team_id,
    d.created_at, d.updated_at, d.audience, d.group_id, d.weight, d.template_id, d.template_version, d.template_title
  from kpi.dashboard_access d
  where d.is_visible;
