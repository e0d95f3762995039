-- Meetings: a dashboard walked KPI by KPI, with notes, decisions and the actions they lead to.
-- Locks: creates new objects only; nothing that exists is locked.

create table kpi.meeting (
  organization_id uuid not null,
  id uuid not null,
  dashboard_id uuid not null,
  title text not null check (char_length(title) between 1 and 200),
  held_on date not null check (held_on between '1990-01-01' and '2100-12-31'),
  conclusion text check (char_length(conclusion) <= 4000),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  closed_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, dashboard_id) references kpi.dashboard (organization_id, id) on delete cascade,
  foreign key (organization_id, created_by) references kernel."user" (organization_id, id)
);
create index meeting_by_dashboard on kpi.meeting (organization_id, dashboard_id, held_on desc, id desc);
create index meeting_by_author on kpi.meeting (organization_id, created_by);
select kernel.protect('kpi.meeting');

create table kpi.meeting_attendee (
  organization_id uuid not null,
  meeting_id uuid not null,
  user_id uuid not null,
  primary key (organization_id, meeting_id, user_id),
  foreign key (organization_id, meeting_id) references kpi.meeting (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
create index meeting_attendee_by_user on kpi.meeting_attendee (organization_id, user_id);
select kernel.protect('kpi.meeting_attendee');

-- A note of a KPI, or of the whole meeting. The KPI and the action it led to may be deleted later: the note stays.
create table kpi.meeting_note (
  organization_id uuid not null,
  id uuid not null,
  meeting_id uuid not null,
  kpi_id uuid,
  kind text not null check (kind in ('NOTE', 'DECISION')),
  content text not null check (char_length(content) between 1 and 2000),
  action_id uuid,
  author_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, meeting_id) references kpi.meeting (organization_id, id) on delete cascade,
  foreign key (organization_id, kpi_id) references kpi.kpi (organization_id, id) on delete set null (kpi_id),
  foreign key (organization_id, action_id) references kpi.action (organization_id, id) on delete set null (action_id),
  foreign key (organization_id, author_id) references kernel."user" (organization_id, id)
);
create index meeting_note_by_meeting on kpi.meeting_note (organization_id, meeting_id, id);
create index meeting_note_by_kpi on kpi.meeting_note (organization_id, kpi_id);
create index meeting_note_by_action on kpi.meeting_note (organization_id, action_id);
create index meeting_note_by_author on kpi.meeting_note (organization_id, author_id);
select kernel.protect('kpi.meeting_note');

-- What the KPIs showed when the meeting was closed: minutes say what people saw, whatever is corrected later.
create table kpi.meeting_standing (
  organization_id uuid not null,
  meeting_id uuid not null,
  position int not null,
  kpi_id uuid not null,
  name text not null,
  unit text,
  period_label text,
  value kpi.decimal,
  status text check (status in ('GREEN', 'ORANGE', 'RED')),
  explanation text,
  primary key (organization_id, meeting_id, position),
  foreign key (organization_id, meeting_id) references kpi.meeting (organization_id, id) on delete cascade
);
select kernel.protect('kpi.meeting_standing', verbs => 'select, insert');
