-- Actions that prove themselves: where they stand in the PDCA cycle, how urgent they are, who answers for them, and from
-- which day on their effect is measured.
-- Locks: kpi.action for an instant; the new columns have constant defaults, so no row is rewritten.

alter table kpi.action
  add column step text not null default 'PLAN' check (step in ('PLAN', 'DO', 'CHECK', 'ACT')),
  add column priority text not null default 'NORMAL' check (priority in ('LOW', 'NORMAL', 'HIGH')),
  add column cause text check (char_length(cause) <= 4000),
  -- the one who answers for the result; the owner is the one who does the work
  add column accountable_id uuid,
  -- unknown for actions done before this version
  add column done_on date check (done_on is null or status = 'DONE'),
  add column effective_on date check (effective_on between '1990-01-01' and '2100-12-31'),
  add foreign key (organization_id, accountable_id) references kernel."user" (organization_id, id);
create index action_by_accountable on kpi.action (organization_id, accountable_id);

-- Who is asked before and who is told after.
create table kpi.action_person (
  organization_id uuid not null,
  action_id uuid not null,
  user_id uuid not null,
  role text not null check (role in ('CONSULTED', 'INFORMED')),
  primary key (organization_id, action_id, role, user_id),
  foreign key (organization_id, action_id) references kpi.action (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
create index action_person_by_user on kpi.action_person (organization_id, user_id);
select kernel.protect('kpi.action_person');
