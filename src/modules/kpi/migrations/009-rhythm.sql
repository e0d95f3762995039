-- The rhythm: alerts, reminders, digests, mentions, and what old notifications may still tell.
-- Locks: creates new objects; kernel.notification for the moment of one policy and of one update of its rows.

-- How a KPI alerts. Without a row: on, at red, at the first bad period, over after two good ones.
create table kpi.alert_rule (
  organization_id uuid not null,
  kpi_id uuid not null,
  is_on boolean not null,
  level text not null check (level in ('RED', 'ORANGE')),
  raise_after smallint not null check (raise_after between 1 and 12),
  clear_after smallint not null check (clear_after between 1 and 12),
  tell_no_data boolean not null,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, kpi_id),
  foreign key (organization_id, kpi_id) references kpi.kpi (organization_id, id) on delete cascade
);
select kernel.protect('kpi.alert_rule');

-- Who is told besides the owner of the KPI: a person or a team.
create table kpi.alert_recipient (
  organization_id uuid not null,
  id uuid not null,
  kpi_id uuid not null,
  user_id uuid,
  team_id uuid,
  primary key (organization_id, id),
  foreign key (organization_id, kpi_id) references kpi.kpi (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id),
  foreign key (organization_id, team_id) references kernel.team (organization_id, id) on delete cascade,
  constraint alert_recipient_is_one check (num_nonnulls(user_id, team_id) = 1),
  constraint alert_recipient_taken unique nulls not distinct (organization_id, kpi_id, user_id, team_id)
);
create index alert_recipient_by_user on kpi.alert_recipient (organization_id, user_id);
create index alert_recipient_by_team on kpi.alert_recipient (organization_id, team_id);
select kernel.protect('kpi.alert_recipient', verbs => 'select, insert, delete');

-- Where the alert of a KPI stands: always what rules/alert.ts says of its last values. The row lock keeps writers of one
-- KPI in line, so that each sees what the one before left.
create table kpi.alert_state (
  organization_id uuid not null,
  kpi_id uuid not null,
  state text not null check (state in ('OK', 'WATCH', 'ALERT', 'RECOVERING', 'NO_DATA')),
  -- first day of the period since which it is so
  since date,
  -- start of the latest period that was looked at
  through date,
  -- an alert was told and not yet said to be over
  is_told boolean not null default false,
  -- start of the period of the last alert that was told: none is told twice
  told_through date,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, kpi_id),
  foreign key (organization_id, kpi_id) references kpi.kpi (organization_id, id) on delete cascade,
  constraint alert_state_told check (not is_told or told_through is not null)
);
select kernel.protect('kpi.alert_state');

create table kpi.reminder_setting (
  organization_id uuid not null primary key references kernel.organization (id),
  is_on boolean not null,
  -- hour of the morning, in the organisation's zone
  hour smallint not null check (hour between 0 and 23),
  -- days after the end of a period
  remind_after smallint not null check (remind_after between 0 and 60),
  repeat_after smallint not null check (repeat_after between 1 and 60),
  tell_dashboard_owner_after smallint not null check (tell_dashboard_owner_after between 0 and 180),
  tell_admins_after smallint not null check (tell_admins_after between 0 and 365),
  updated_at timestamptz not null default clock_timestamp(),
  constraint reminder_setting_ordered
    check (remind_after <= tell_dashboard_owner_after and tell_dashboard_owner_after <= tell_admins_after)
);
select kernel.protect('kpi.reminder_setting', verbs => 'select, insert, update');

-- One reminder per person and day, whichever process writes it.
create table kpi.reminder (
  organization_id uuid not null,
  user_id uuid not null,
  day date not null,
  -- the KPIs it named: they rest until `repeat_after` days are over
  kpi_ids uuid[] not null check (cardinality(kpi_ids) > 0),
  created_at timestamptz not null default now(),
  primary key (organization_id, user_id, day),
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
select kernel.protect('kpi.reminder', verbs => 'select, insert, delete');

-- Morning rounds that are over: a round that was cut is taken up again, since it has no row.
create table kpi.morning_round (
  organization_id uuid not null references kernel.organization (id),
  day date not null,
  ended_at timestamptz not null default now(),
  primary key (organization_id, day)
);
select kernel.protect('kpi.morning_round', verbs => 'select, insert, delete');

-- One digest per person and day. Claimed before it is sent; a claim whose process died may be taken over.
create table kpi.digest (
  organization_id uuid not null,
  user_id uuid not null,
  day date not null,
  -- what happened in this time is told
  told_from timestamptz not null,
  told_until timestamptz not null,
  -- what it said, to stay silent when nothing is new; null while it is being made
  content_hash text,
  claimed_at timestamptz not null,
  -- null while it waits; also set when there was nothing to say
  settled_at timestamptz,
  was_sent boolean not null default false,
  primary key (organization_id, user_id, day),
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
select kernel.protect('kpi.digest');

create table kpi.comment_mention (
  organization_id uuid not null,
  comment_id uuid not null,
  user_id uuid not null,
  primary key (organization_id, comment_id, user_id),
  foreign key (organization_id, comment_id) references kpi.comment (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
create index comment_mention_by_user on kpi.comment_mention (organization_id, user_id);
select kernel.protect('kpi.comment_mention', verbs => 'select, insert, delete');

-- A notification lives as long as the right to see what it leads to: its KPI or dashboard by its link, all KPIs that a
-- summary names, the comment that mentions somebody. Restrictive: it can only take rows away.
create policy kpi_is_visible on kernel.notification as restrictive for select to socle_app using (
  (coalesce(link, '') !~ '^/kpis/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' or exists (
    select from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where k.id = substring(link from '^/kpis/([0-9a-f-]{36})')::uuid))
  and (coalesce(link, '') !~ '^/dashboards/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' or exists (
    select from kpi.visible_dashboard d where d.id = substring(link from '^/dashboards/([0-9a-f-]{36})')::uuid))
  and (about_kind is distinct from 'kpi.kpi' or not exists (
    select from unnest(about_ids) named (id)
    where not exists (
      select from kpi.kpi k
      join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
      where k.id = named.id)))
  and (about_kind is distinct from 'kpi.comment' or exists (
    select from kpi.comment c where c.id = any (about_ids))));

-- The owner may be no superuser: under FORCE he would see none of these rows.
alter table kernel.notification no force row level security;
update kernel.notification set topic = 'ASSIGNMENT' where kind = 'kpi.action.assigned';
alter table kernel.notification force row level security;
