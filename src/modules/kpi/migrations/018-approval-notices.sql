-- Who was told today that values of a dashboard wait for his approval.
-- Locks: creates a new object only; nothing that exists is locked.

-- Written together with the notification: one per person, dashboard and day, whoever writes values at the same time.
create table kpi.approval_notice (
  organization_id uuid not null,
  dashboard_id uuid not null,
  user_id uuid not null,
  day date not null,
  primary key (organization_id, dashboard_id, user_id, day),
  foreign key (organization_id, dashboard_id) references kpi.dashboard (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
create index approval_notice_by_user on kpi.approval_notice (organization_id, user_id);
create index approval_notice_by_day on kpi.approval_notice (organization_id, day);
select kernel.protect('kpi.approval_notice', verbs => 'select, insert, delete');
