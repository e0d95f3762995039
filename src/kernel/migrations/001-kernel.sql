-- The kernel: organisations, people, sessions, teams, grants, audit, events, notifications.
-- Locks: creates new objects only; nothing that exists is locked.

create schema if not exists kernel;

-- The organisation in scope, null outside any scope. One function, so that policies read alike; written as an
-- initplan by callers: (select kernel.scope_organization()).
create function kernel.scope_organization() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('socle.organization', true), '')::uuid $$;

create function kernel.scope_user() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('socle.user', true), '')::uuid $$;

create function kernel.scope_role() returns text
  language sql stable parallel safe
  as $$ select nullif(current_setting('socle.role', true), '') $$;

-- Protects one tenant table: row level security enabled and FORCED, one policy for reading and writing, and the grants
-- of the application role. `verbs` narrows the grants of append-only tables.
create function kernel.protect(target regclass, key text default 'organization_id', verbs text default 'select, insert, update, delete')
  returns void
  language plpgsql
  as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s using (%I = (select nullif(current_setting(''socle.organization'', true), '''')::uuid)) '
    'with check (%I = (select nullif(current_setting(''socle.organization'', true), '''')::uuid))', target, key, key);
  execute format('revoke all on %s from public', target);
  execute format('grant %s on %s to socle_app', verbs, target);
end
$$;

create table kernel.organization (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 200),
  time_zone text not null default 'Europe/Paris',
  fiscal_year_start_month smallint not null default 1 check (fiscal_year_start_month between 1 and 12),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
select kernel.protect('kernel.organization', 'id', 'select, insert, update');

create table kernel."user" (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  -- stored trimmed and lower-case: one address is one person in the whole installation
  email text not null check (email = lower(btrim(email)) and char_length(email) between 3 and 254),
  password_hash text not null,
  full_name text not null check (char_length(full_name) between 1 and 200),
  role text not null check (role in ('ADMIN', 'USER')),
  language text not null default 'fr' check (language in ('fr', 'en')),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id),
  constraint user_email_taken unique (email)
);
select kernel.protect('kernel."user"', verbs => 'select, insert, update');

-- A session is a family of refresh tokens: reuse of a spent one ends the family.
create table kernel.session (
  organization_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  user_agent text not null default '' check (char_length(user_agent) <= 300),
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text check (ended_because in ('LOGGED_OUT', 'REVOKED', 'REUSED', 'PASSWORD_CHANGED', 'DEACTIVATED')),
  primary key (organization_id, id),
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
create index session_by_user on kernel.session (organization_id, user_id);
select kernel.protect('kernel.session');

create table kernel.refresh_token (
  organization_id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  session_id uuid not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (organization_id, token_hash),
  foreign key (organization_id, session_id) references kernel.session (organization_id, id) on delete cascade
);
create unique index refresh_token_by_hash on kernel.refresh_token (token_hash);
create index refresh_token_by_session on kernel.refresh_token (organization_id, session_id);
select kernel.protect('kernel.refresh_token');

-- The three look-ups below run as the owner, who is no superuser everywhere: under FORCE he needs a policy to read.
-- His policies on session and refresh_token stand with the clean-up at the end of this file.
create policy lookup on kernel."user" for select to current_user using (true);

-- Looks up who is logging in, before any scope is known. Reveals one account by its exact address, nothing else.
create function kernel.find_login(wanted_email text)
  returns table (organization_id uuid, user_id uuid, password_hash text, is_active boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select u.organization_id, u.id, u.password_hash, u.is_active from kernel."user" u where u.email = wanted_email $$;

-- The state of one session at each request: whether person and session are still good, and the current role.
create function kernel.find_session(wanted_organization uuid, wanted_user uuid, wanted_session uuid)
  returns table (role text, is_active boolean, session_open boolean)
  -- plpgsql keeps its plan from call to call, a definer function in SQL does not: this one runs at every request
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$ begin return query
    select u.role, u.is_active, s.ended_at is null and s.expires_at > now()
    from kernel."user" u
    join kernel.session s on s.organization_id = u.organization_id and s.user_id = u.id and s.id = wanted_session
    where u.organization_id = wanted_organization and u.id = wanted_user;
  end $$;

-- Which organisation a refresh token belongs to; the token itself is the proof.
create function kernel.find_refresh_token(wanted_hash bytea)
  returns table (organization_id uuid, session_id uuid, user_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select t.organization_id, t.session_id, s.user_id
    from kernel.refresh_token t
    join kernel.session s on s.organization_id = t.organization_id and s.id = t.session_id
    where t.token_hash = wanted_hash
  $$;

-- Invitations and password resets: single use, and only the hash is stored.
create table kernel.account_token (
  organization_id uuid not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  user_id uuid not null,
  purpose text not null check (purpose in ('INVITATION', 'PASSWORD_RESET')),
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (organization_id, token_hash),
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
create unique index account_token_by_hash on kernel.account_token (token_hash);
create index account_token_by_user on kernel.account_token (organization_id, user_id);
select kernel.protect('kernel.account_token');
-- The owner's policy, for the look-up below and the clean-up at the end of this file.
create policy clean_up on kernel.account_token for all to current_user using (true);

-- Which organisation a token of a mailed link belongs to; the token itself is the proof.
create function kernel.find_account_token(wanted_hash bytea)
  returns table (organization_id uuid, user_id uuid, purpose text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select t.organization_id, t.user_id, t.purpose from kernel.account_token t where t.token_hash = wanted_hash $$;

-- Failures of guessing, per account and per address. Keys are keyed hashes: nothing personal is stored.
create unlogged table kernel.throttle (
  key bytea primary key,
  failures integer not null,
  first_failure_at timestamptz not null,
  blocked_until timestamptz
);
grant select, insert, update, delete on kernel.throttle to socle_app;

-- Generations of signing keys; the keys themselves derive from SOCLE_SECRET.
create table kernel.key_generation (
  generation integer primary key,
  created_at timestamptz not null default now()
);
insert into kernel.key_generation (generation) values (1);
grant select on kernel.key_generation to socle_app;

create table kernel.team (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  name text not null check (char_length(name) between 1 and 200),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id),
  constraint team_name_taken unique (organization_id, name)
);
select kernel.protect('kernel.team');

create table kernel.team_member (
  organization_id uuid not null,
  team_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, team_id, user_id),
  foreign key (organization_id, team_id) references kernel.team (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
create index team_member_by_user on kernel.team_member (organization_id, user_id);
select kernel.protect('kernel.team_member');

-- Who holds which role over what: dossier clients, condo roles, channels. `scope_id` is null for the whole module.
create table kernel.access_grant (
  organization_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  role text not null check (char_length(role) between 1 and 60),
  scope_kind text not null check (char_length(scope_kind) between 1 and 60),
  scope_id uuid,
  granted_by uuid,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id),
  constraint access_grant_taken unique nulls not distinct (organization_id, user_id, role, scope_kind, scope_id)
);
select kernel.protect('kernel.access_grant');

-- Audit: append-only, one hash chain per organisation. The application reads, and appends through append_audit alone, so
-- that it cannot put a forged entry into the chain; nothing may change or vanish.
create table kernel.audit_entry (
  -- the organisation exists: append_audit writes audit_head, which refers to it, in the same call
  organization_id uuid not null,
  seq bigint not null check (seq > 0),
  at timestamptz not null,
  actor_id uuid,
  action text not null,
  entity text not null,
  entity_id uuid,
  summary text not null,
  before text,
  after text,
  prev_hash bytea not null check (octet_length(prev_hash) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (organization_id, seq)
);
create index audit_entry_by_entity on kernel.audit_entry (organization_id, entity_id, seq);
create index audit_entry_by_time on kernel.audit_entry (organization_id, at);
select kernel.protect('kernel.audit_entry', verbs => 'select');

create function kernel.refuse_change() returns trigger
  language plpgsql
  as $$ begin raise exception 'the audit is append-only' using errcode = '42501'; end $$;
create trigger audit_entry_is_append_only before update or delete on kernel.audit_entry
  for each row execute function kernel.refuse_change();
create trigger audit_entry_is_not_truncated before truncate on kernel.audit_entry
  for each statement execute function kernel.refuse_change();

-- The head of each chain; its row lock keeps writers of one organisation in line, so that the chain has no fork.
create table kernel.audit_head (
  organization_id uuid primary key references kernel.organization (id),
  seq bigint not null,
  hash bytea not null
);
select kernel.protect('kernel.audit_head', verbs => 'select');

-- Appends one entry and moves the head. Fields are joined with their lengths, so that no two entries share a text.
-- The same text is rebuilt by kernel/audit (verify) and by the offline recipe in docs/guide/audit.md.
create function kernel.append_audit(action text, entity text, entity_id uuid, summary text, before text, after text)
  returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
declare
  organization uuid := kernel.scope_organization();
  actor uuid := kernel.scope_user();
  moment timestamptz := clock_timestamp();
  head kernel.audit_head;
  next_hash bytea;
begin
  if organization is null then
    raise exception 'no organisation in scope' using errcode = '42501';
  end if;
  select * into head from kernel.audit_head h where h.organization_id = organization for update;
  if not found then
    insert into kernel.audit_head (organization_id, seq, hash) values (organization, 0, decode(repeat('00', 32), 'hex'))
      on conflict do nothing;
    select * into strict head from kernel.audit_head h where h.organization_id = organization for update;
  end if;
  -- One expression instead of a function per field: plpgsql keeps its plan. A null field is «-», any other «length:text».
  next_hash := sha256(head.hash || convert_to(
    char_length(organization::text) || ':' || organization::text
    || char_length((head.seq + 1)::text) || ':' || (head.seq + 1)::text
    || '27:' || to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || coalesce(char_length(actor::text) || ':' || actor::text, '-')
    || char_length(action) || ':' || action
    || char_length(entity) || ':' || entity
    || coalesce(char_length(entity_id::text) || ':' || entity_id::text, '-')
    || char_length(summary) || ':' || summary
    || coalesce(char_length(before) || ':' || before, '-')
    || coalesce(char_length(after) || ':' || after, '-'), 'UTF8'));
  insert into kernel.audit_entry
    (organization_id, seq, at, actor_id, action, entity, entity_id, summary, before, after, prev_hash, hash)
    values (organization, head.seq + 1, moment, actor, action, entity, entity_id, summary, before, after, head.hash, next_hash);
  update kernel.audit_head h set seq = head.seq + 1, hash = next_hash where h.organization_id = organization;
  return head.seq + 1;
end
$$;

-- Outbox: what happened, written in the transaction of the change. The trigger tells listeners at commit.
-- `audience` lists the people who may know; null means everyone of the organisation.
create table kernel.event (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  type text not null check (char_length(type) between 3 and 100),
  payload jsonb not null,
  audience uuid[],
  -- ADMINs are told of everything in the organisation but what concerns one person alone
  is_personal boolean not null default false,
  at timestamptz not null default now(),
  primary key (organization_id, id)
);
create index event_by_time on kernel.event (at);
select kernel.protect('kernel.event', verbs => 'select, insert, delete');

create function kernel.announce_event() returns trigger
  language plpgsql
  as $$ begin perform pg_notify('socle_event', new.organization_id || ' ' || new.id); return null; end $$;
create trigger event_is_announced after insert on kernel.event
  for each row execute function kernel.announce_event();

create table kernel.notification (
  organization_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  kind text not null,
  title text not null,
  body text not null default '',
  link text,
  read_at timestamptz,
  -- when it left by e-mail; null while it waits, or for ever where no mail server is configured
  mailed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
create index notification_by_user on kernel.notification (organization_id, user_id, id desc);
create index notification_to_mail on kernel.notification (created_at) where mailed_at is null;
select kernel.protect('kernel.notification');

-- Organisations in which somebody is owed an e-mail: ids only, the rest is read under their own scope.
create policy counted on kernel.notification for select to current_user using (true);
create function kernel.organizations_to_mail() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select distinct n.organization_id from kernel.notification n
    where n.mailed_at is null and n.created_at > now() - interval '1 day'
  $$;

-- Answers kept for Idempotency-Key: the same key and body give the same answer for a day.
create table kernel.idempotency_key (
  organization_id uuid not null references kernel.organization (id),
  key text not null check (char_length(key) between 1 and 200),
  user_id uuid not null,
  body_hash bytea not null,
  status integer,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (organization_id, user_id, key)
);
select kernel.protect('kernel.idempotency_key');

-- Whether nobody has signed up yet: the demo world is only ever put into an empty database.
create policy counted on kernel.organization for select to current_user using (true);
create function kernel.is_empty() returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select not exists (select from kernel.organization) $$;

-- All organisations, for upkeep and for the audit's verification from the command line: ids only.
create function kernel.list_organizations() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select o.id from kernel.organization o order by o.id $$;

-- Nightly clean-up over all organisations: events older than a week, sessions that ended or expired a month ago, answers
-- kept for Idempotency-Key longer than a day, throttles without a recent failure.
create policy clean_up on kernel.event for all to current_user using (true);
create policy clean_up on kernel.session for all to current_user using (true);
create policy clean_up on kernel.refresh_token for all to current_user using (true);
create policy clean_up on kernel.idempotency_key for all to current_user using (true);
create function kernel.forget_spent() returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    delete from kernel.event where at < now() - interval '7 days';
    delete from kernel.session where least(coalesce(ended_at, expires_at), expires_at) < now() - interval '30 days';
    delete from kernel.account_token where expires_at < now() - interval '30 days';
    delete from kernel.idempotency_key where created_at < now() - interval '1 day';
    delete from kernel.throttle where first_failure_at < now() - interval '1 day';
  $$;

revoke all on all functions in schema kernel from public;
grant usage on schema kernel to socle_app;
grant execute on function kernel.scope_organization(), kernel.scope_user(), kernel.scope_role(),
  kernel.find_login(text), kernel.find_session(uuid, uuid, uuid), kernel.find_refresh_token(bytea),
  kernel.append_audit(text, text, uuid, text, text, text), kernel.forget_spent(), kernel.is_empty(),
  kernel.find_account_token(bytea), kernel.organizations_to_mail(), kernel.list_organizations() to socle_app;
