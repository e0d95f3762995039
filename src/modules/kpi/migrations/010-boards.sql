-- Boards: the family of a daily KPI (SQCDP), and screens that show dashboards without anybody signed in.
-- Locks: kpi.kpi and kpi.dashboard for a moment (a column, a check, a policy); no row is rewritten.

-- The letter a daily KPI colours on the month board.
alter table kpi.kpi
  add column family text check (family in ('SAFETY', 'QUALITY', 'COST', 'DELIVERY', 'PEOPLE')),
  add constraint kpi_family_daily check (family is null or frequency = 'DAILY');

-- A screen on a wall: a name, what it shows in turn, and the hash of the token that its address carries. Dashboards are
-- shown as far as its maker may see them at that moment.
create table kpi.screen (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  name text not null check (char_length(name) between 1 and 120),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  views text[] not null
    check (cardinality(views) between 1 and 4 and views <@ array['OVERVIEW', 'BOWLING', 'SQCDP', 'DIRECTION']),
  seconds_per_view smallint not null check (seconds_per_view between 5 and 300),
  -- the last day on which it shows anything, in the organisation's time zone; null: until it is deleted
  expires_on date,
  created_by uuid not null,
  last_seen_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references kernel."user" (organization_id, id)
);
create unique index screen_by_hash on kpi.screen (token_hash);
create index screen_by_maker on kpi.screen (organization_id, created_by);
select kernel.protect('kpi.screen');

create table kpi.screen_dashboard (
  organization_id uuid not null,
  screen_id uuid not null,
  position smallint not null check (position between 1 and 20),
  dashboard_id uuid not null,
  primary key (organization_id, screen_id, position),
  constraint screen_dashboard_once unique (organization_id, screen_id, dashboard_id),
  foreign key (organization_id, screen_id) references kpi.screen (organization_id, id) on delete cascade,
  foreign key (organization_id, dashboard_id) references kpi.dashboard (organization_id, id) on delete cascade
);
create index screen_dashboard_by_dashboard on kpi.screen_dashboard (organization_id, dashboard_id);
select kernel.protect('kpi.screen_dashboard');

-- A transaction that names a screen sees the dashboards of that screen and no other, whatever its person may see. A
-- restrictive policy can only narrow what the tenant policy shows.
create policy screen on kpi.dashboard as restrictive for select
  using ((select nullif(current_setting('socle.screen', true), '')) is null
    or id in (
      select s.dashboard_id from kpi.screen_dashboard s
      where s.screen_id = (select nullif(current_setting('socle.screen', true), '')::uuid)));

-- Whose screen a token is, while it may show anything: its maker is active and its last day is not over. It runs as the
-- owner, before any scope is known; the token itself is the proof.
create policy lookup on kpi.screen for select to current_user using (true);
create function kpi.find_screen(wanted_hash bytea)
  returns table (organization_id uuid, screen_id uuid, user_id uuid, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select s.organization_id, s.id, u.id, u.role
    from kpi.screen s
    join kernel."user" u on u.organization_id = s.organization_id and u.id = s.created_by
    join kernel.organization o on o.id = s.organization_id
    where s.token_hash = wanted_hash and u.is_active
      and (s.expires_on is null or s.expires_on >= (now() at time zone o.time_zone)::date)
  $$;
revoke all on function kpi.find_screen(bytea) from public;
grant execute on function kpi.find_screen(bytea) to socle_app;
