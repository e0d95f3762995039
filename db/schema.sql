-- Made by `node bin/dump-schema.ts` from the migrations; never edited.

CREATE SCHEMA kernel;

CREATE SCHEMA kpi;

CREATE DOMAIN kpi."decimal" AS numeric
	CONSTRAINT decimal_check CHECK ((VALUE <> ALL (ARRAY['NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric])))
	CONSTRAINT decimal_check1 CHECK ((scale(VALUE) <= 6))
	CONSTRAINT decimal_check2 CHECK ((char_length(btrim(replace((abs(VALUE))::text, '.'::text, ''::text), '0'::text)) <= 15));

CREATE FUNCTION kernel.announce_event() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ begin perform pg_notify('socle_event', new.organization_id || ' ' || new.id); return null; end $$;

CREATE FUNCTION kernel.append_audit(action text, entity text, entity_id uuid, summary text, before text, after text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

CREATE FUNCTION kernel.find_account_token(wanted_hash bytea) RETURNS TABLE(organization_id uuid, user_id uuid, purpose text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select t.organization_id, t.user_id, t.purpose from kernel.account_token t where t.token_hash = wanted_hash $$;

CREATE FUNCTION kernel.find_login(wanted_email text) RETURNS TABLE(organization_id uuid, user_id uuid, password_hash text, is_active boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select u.organization_id, u.id, u.password_hash, u.is_active from kernel."user" u where u.email = wanted_email $$;

CREATE FUNCTION kernel.find_refresh_token(wanted_hash bytea) RETURNS TABLE(organization_id uuid, session_id uuid, user_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select t.organization_id, t.session_id, s.user_id
    from kernel.refresh_token t
    join kernel.session s on s.organization_id = t.organization_id and s.id = t.session_id
    where t.token_hash = wanted_hash
  $$;

CREATE FUNCTION kernel.find_session(wanted_organization uuid, wanted_user uuid, wanted_session uuid) RETURNS TABLE(role text, is_active boolean, session_open boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ begin return query
    select u.role, u.is_active, s.ended_at is null and s.expires_at > now()
    from kernel."user" u
    join kernel.session s on s.organization_id = u.organization_id and s.user_id = u.id and s.id = wanted_session
    where u.organization_id = wanted_organization and u.id = wanted_user;
  end $$;

CREATE FUNCTION kernel.forget_spent() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    delete from kernel.event where at < now() - interval '7 days';
    delete from kernel.session where least(coalesce(ended_at, expires_at), expires_at) < now() - interval '30 days';
    delete from kernel.account_token where expires_at < now() - interval '30 days';
    delete from kernel.idempotency_key where created_at < now() - interval '1 day';
    delete from kernel.throttle where first_failure_at < now() - interval '1 day';
  $$;

CREATE FUNCTION kernel.is_empty() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select not exists (select from kernel.organization) $$;

CREATE FUNCTION kernel.list_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select o.id from kernel.organization o order by o.id $$;

CREATE FUNCTION kernel.organizations_to_mail() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select distinct n.organization_id from kernel.notification n
    where n.mailed_at is null and n.by_mail and n.read_at is null and n.created_at > now() - interval '1 day'
  $$;

CREATE FUNCTION kernel.protect(target regclass, key text DEFAULT 'organization_id'::text, verbs text DEFAULT 'select, insert, update, delete'::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION kernel.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ begin raise exception 'the audit is append-only' using errcode = '42501'; end $$;

CREATE FUNCTION kernel.scope_organization() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('socle.organization', true), '')::uuid $$;

CREATE FUNCTION kernel.scope_role() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('socle.role', true), '') $$;

CREATE FUNCTION kernel.scope_user() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ select nullif(current_setting('socle.user', true), '')::uuid $$;

CREATE FUNCTION kpi.delete_kept_file() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  delete from kernel.file f using gone g where f.organization_id = g.organization_id and f.id = g.file_id;
  return null;
end
$$;

CREATE FUNCTION kpi.due_import_sources() RETURNS TABLE(organization_id uuid, id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select s.organization_id, s.id
    from kpi.import_source s
    where s.next_run_at <= clock_timestamp() and (s.lease_until is null or s.lease_until < clock_timestamp())
    order by s.next_run_at
    limit 1000
  $$;

CREATE FUNCTION kpi.find_screen(wanted_hash bytea) RETURNS TABLE(organization_id uuid, screen_id uuid, user_id uuid, role text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select s.organization_id, s.id, u.id, u.role
    from kpi.screen s
    join kernel."user" u on u.organization_id = s.organization_id and u.id = s.created_by
    join kernel.organization o on o.id = s.organization_id
    where s.token_hash = wanted_hash and u.is_active
      and (s.expires_on is null or s.expires_on >= (now() at time zone o.time_zone)::date)
  $$;

CREATE FUNCTION kpi.forget_import_changes() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with gone as (
      delete from kpi.import_change c
      using kpi.import_job j
      where j.organization_id = c.organization_id and j.id = c.job_id and j.undoable_until < clock_timestamp()
      returning 1)
    select count(*) from gone
  $$;

CREATE FUNCTION kpi.interrupted_imports() RETURNS TABLE(organization_id uuid, id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select j.organization_id, j.id
    from kpi.import_job j
    where j.status in ('PENDING', 'RUNNING') and j.lease_until < clock_timestamp()
  $$;

CREATE FUNCTION kpi.refuse_locked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE TABLE kernel.access_grant (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    scope_kind text NOT NULL,
    scope_id uuid,
    granted_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT access_grant_role_check CHECK (((char_length(role) >= 1) AND (char_length(role) <= 60))),
    CONSTRAINT access_grant_scope_kind_check CHECK (((char_length(scope_kind) >= 1) AND (char_length(scope_kind) <= 60)))
);

ALTER TABLE ONLY kernel.access_grant FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.account_token (
    organization_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT account_token_purpose_check CHECK ((purpose = ANY (ARRAY['INVITATION'::text, 'PASSWORD_RESET'::text]))),
    CONSTRAINT account_token_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY kernel.account_token FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.audit_entry (
    organization_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    entity text NOT NULL,
    entity_id uuid,
    summary text NOT NULL,
    before text,
    after text,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_entry_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT audit_entry_prev_hash_check CHECK ((octet_length(prev_hash) = 32)),
    CONSTRAINT audit_entry_seq_check CHECK ((seq > 0))
);

ALTER TABLE ONLY kernel.audit_entry FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.audit_head (
    organization_id uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

ALTER TABLE ONLY kernel.audit_head FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.event (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    audience uuid[],
    is_personal boolean DEFAULT false NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT event_type_check CHECK (((char_length(type) >= 3) AND (char_length(type) <= 100)))
);

ALTER TABLE ONLY kernel.event FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.file (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT file_bytes_check CHECK ((bytes > 0)),
    CONSTRAINT file_media_type_check CHECK (((char_length(media_type) >= 3) AND (char_length(media_type) <= 120))),
    CONSTRAINT file_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT file_sha256_check CHECK ((octet_length(sha256) = 32))
);

ALTER TABLE ONLY kernel.file FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.idempotency_key (
    organization_id uuid NOT NULL,
    key text NOT NULL,
    user_id uuid NOT NULL,
    body_hash bytea NOT NULL,
    status integer,
    answer jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_key_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 200)))
);

ALTER TABLE ONLY kernel.idempotency_key FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.key_generation (
    generation integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE kernel.migration (
    schema_name text NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE kernel.notification (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    link text,
    read_at timestamp with time zone,
    mailed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    topic text DEFAULT 'OTHER'::text NOT NULL,
    in_app boolean DEFAULT true NOT NULL,
    by_mail boolean DEFAULT true NOT NULL,
    about_kind text,
    about_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT notification_about_kind_check CHECK (((char_length(about_kind) >= 1) AND (char_length(about_kind) <= 60))),
    CONSTRAINT notification_goes_somewhere CHECK ((in_app OR by_mail)),
    CONSTRAINT notification_topic_check CHECK ((topic = ANY (ARRAY['ALERT'::text, 'REMINDER'::text, 'MENTION'::text, 'ASSIGNMENT'::text, 'APPROVAL'::text, 'IMPORT'::text, 'OTHER'::text])))
);

ALTER TABLE ONLY kernel.notification FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.notification_preference (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest text NOT NULL,
    digest_weekday smallint NOT NULL,
    digest_hour smallint NOT NULL,
    app_off text[] DEFAULT '{}'::text[] NOT NULL,
    mail_off text[] DEFAULT '{}'::text[] NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT notification_preference_digest_check CHECK ((digest = ANY (ARRAY['NONE'::text, 'DAILY'::text, 'WEEKLY'::text]))),
    CONSTRAINT notification_preference_digest_hour_check CHECK (((digest_hour >= 0) AND (digest_hour <= 23))),
    CONSTRAINT notification_preference_digest_weekday_check CHECK (((digest_weekday >= 1) AND (digest_weekday <= 7)))
);

ALTER TABLE ONLY kernel.notification_preference FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.organization (
    id uuid NOT NULL,
    name text NOT NULL,
    time_zone text DEFAULT 'Europe/Paris'::text NOT NULL,
    fiscal_year_start_month smallint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT organization_fiscal_year_start_month_check CHECK (((fiscal_year_start_month >= 1) AND (fiscal_year_start_month <= 12))),
    CONSTRAINT organization_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);

ALTER TABLE ONLY kernel.organization FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.refresh_token (
    organization_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT refresh_token_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY kernel.refresh_token FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.session (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_because text,
    CONSTRAINT session_ended_because_check CHECK ((ended_because = ANY (ARRAY['LOGGED_OUT'::text, 'REVOKED'::text, 'REUSED'::text, 'PASSWORD_CHANGED'::text, 'DEACTIVATED'::text]))),
    CONSTRAINT session_user_agent_check CHECK ((char_length(user_agent) <= 300))
);

ALTER TABLE ONLY kernel.session FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.team (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT team_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);

ALTER TABLE ONLY kernel.team FORCE ROW LEVEL SECURITY;

CREATE TABLE kernel.team_member (
    organization_id uuid NOT NULL,
    team_id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY kernel.team_member FORCE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE kernel.throttle (
    key bytea NOT NULL,
    failures integer NOT NULL,
    first_failure_at timestamp with time zone NOT NULL,
    blocked_until timestamp with time zone
);

CREATE TABLE kernel."user" (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    full_name text NOT NULL,
    role text NOT NULL,
    language text DEFAULT 'fr'::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_email_check CHECK (((email = lower(btrim(email))) AND ((char_length(email) >= 3) AND (char_length(email) <= 254)))),
    CONSTRAINT user_full_name_check CHECK (((char_length(full_name) >= 1) AND (char_length(full_name) <= 200))),
    CONSTRAINT user_language_check CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text]))),
    CONSTRAINT user_role_check CHECK ((role = ANY (ARRAY['ADMIN'::text, 'USER'::text])))
);

ALTER TABLE ONLY kernel."user" FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.action (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    title text NOT NULL,
    description text,
    owner_id uuid,
    due_date date,
    progress smallint NOT NULL,
    status text NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    step text DEFAULT 'PLAN'::text NOT NULL,
    priority text DEFAULT 'NORMAL'::text NOT NULL,
    cause text,
    accountable_id uuid,
    done_on date,
    effective_on date,
    CONSTRAINT action_cause_check CHECK ((char_length(cause) <= 4000)),
    CONSTRAINT action_check CHECK (((done_on IS NULL) OR (status = 'DONE'::text))),
    CONSTRAINT action_description_check CHECK ((char_length(description) <= 4000)),
    CONSTRAINT action_effective_on_check CHECK (((effective_on >= '1990-01-01'::date) AND (effective_on <= '2100-12-31'::date))),
    CONSTRAINT action_priority_check CHECK ((priority = ANY (ARRAY['LOW'::text, 'NORMAL'::text, 'HIGH'::text]))),
    CONSTRAINT action_progress_check CHECK (((progress >= 0) AND (progress <= 100))),
    CONSTRAINT action_status_check CHECK ((status = ANY (ARRAY['OPEN'::text, 'IN_PROGRESS'::text, 'DONE'::text, 'CANCELLED'::text]))),
    CONSTRAINT action_step_check CHECK ((step = ANY (ARRAY['PLAN'::text, 'DO'::text, 'CHECK'::text, 'ACT'::text]))),
    CONSTRAINT action_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);

ALTER TABLE ONLY kpi.action FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.action_person (
    organization_id uuid NOT NULL,
    action_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    CONSTRAINT action_person_role_check CHECK ((role = ANY (ARRAY['CONSULTED'::text, 'INFORMED'::text])))
);

ALTER TABLE ONLY kpi.action_person FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.alert_recipient (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    user_id uuid,
    team_id uuid,
    CONSTRAINT alert_recipient_is_one CHECK ((num_nonnulls(user_id, team_id) = 1))
);

ALTER TABLE ONLY kpi.alert_recipient FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.alert_rule (
    organization_id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    is_on boolean NOT NULL,
    level text NOT NULL,
    raise_after smallint NOT NULL,
    clear_after smallint NOT NULL,
    tell_no_data boolean NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT alert_rule_clear_after_check CHECK (((clear_after >= 1) AND (clear_after <= 12))),
    CONSTRAINT alert_rule_level_check CHECK ((level = ANY (ARRAY['RED'::text, 'ORANGE'::text]))),
    CONSTRAINT alert_rule_raise_after_check CHECK (((raise_after >= 1) AND (raise_after <= 12)))
);

ALTER TABLE ONLY kpi.alert_rule FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.alert_state (
    organization_id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    state text NOT NULL,
    since date,
    through date,
    is_told boolean DEFAULT false NOT NULL,
    told_through date,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT alert_state_state_check CHECK ((state = ANY (ARRAY['OK'::text, 'WATCH'::text, 'ALERT'::text, 'RECOVERING'::text, 'NO_DATA'::text]))),
    CONSTRAINT alert_state_told CHECK (((NOT is_told) OR (told_through IS NOT NULL)))
);

ALTER TABLE ONLY kpi.alert_state FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.annotation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    period_start date NOT NULL,
    text text NOT NULL,
    author_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT annotation_period_start_check CHECK (((period_start >= '1990-01-01'::date) AND (period_start <= '2100-12-31'::date))),
    CONSTRAINT annotation_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 500)))
);

ALTER TABLE ONLY kpi.annotation FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.approval_notice (
    organization_id uuid NOT NULL,
    dashboard_id uuid NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL
);

ALTER TABLE ONLY kpi.approval_notice FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.comment (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kpi_id uuid,
    action_id uuid,
    author_id uuid NOT NULL,
    content text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT comment_content_check CHECK (((char_length(content) >= 1) AND (char_length(content) <= 2000))),
    CONSTRAINT comment_one_parent CHECK ((num_nonnulls(kpi_id, action_id) = 1))
);

ALTER TABLE ONLY kpi.comment FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.comment_attachment (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    comment_id uuid NOT NULL,
    file_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY kpi.comment_attachment FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.comment_mention (
    organization_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    user_id uuid NOT NULL
);

ALTER TABLE ONLY kpi.comment_mention FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.dashboard (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    description text,
    process_name text,
    owner_id uuid NOT NULL,
    visibility text NOT NULL,
    team_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    group_id uuid,
    weight smallint DEFAULT 1 NOT NULL,
    template_id text,
    template_version integer,
    template_title text,
    locked_through date,
    approval_required boolean DEFAULT false NOT NULL,
    CONSTRAINT dashboard_description_check CHECK ((char_length(description) <= 4000)),
    CONSTRAINT dashboard_locked_through_check CHECK (((locked_through >= '1990-01-01'::date) AND (locked_through <= '2100-12-31'::date))),
    CONSTRAINT dashboard_process_name_check CHECK ((char_length(process_name) <= 120)),
    CONSTRAINT dashboard_team_required CHECK (((visibility <> 'TEAM'::text) OR (team_id IS NOT NULL))),
    CONSTRAINT dashboard_template CHECK ((num_nonnulls(template_id, template_version, template_title) = ANY (ARRAY[0, 3]))),
    CONSTRAINT dashboard_template_id_check CHECK (((char_length(template_id) >= 1) AND (char_length(template_id) <= 60))),
    CONSTRAINT dashboard_template_title_check CHECK (((char_length(template_title) >= 1) AND (char_length(template_title) <= 200))),
    CONSTRAINT dashboard_template_version_check CHECK ((template_version >= 1)),
    CONSTRAINT dashboard_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200))),
    CONSTRAINT dashboard_visibility_check CHECK ((visibility = ANY (ARRAY['ORGANIZATION'::text, 'TEAM'::text, 'PRIVATE'::text]))),
    CONSTRAINT dashboard_weight_check CHECK (((weight >= 1) AND (weight <= 100)))
);

ALTER TABLE ONLY kpi.dashboard FORCE ROW LEVEL SECURITY;

CREATE VIEW kpi.dashboard_access WITH (security_invoker='true') AS
 SELECT d.organization_id,
    d.id,
    d.title,
    d.description,
    d.process_name,
    d.owner_id,
    d.visibility,
    d.team_id,
    d.created_at,
    d.updated_at,
        CASE d.visibility
            WHEN 'ORGANIZATION'::text THEN NULL::text[]
            WHEN 'PRIVATE'::text THEN ARRAY[(d.owner_id)::text]
            ELSE (ARRAY( SELECT m.user_id
               FROM kernel.team_member m
              WHERE ((m.organization_id = d.organization_id) AND (m.team_id = d.team_id))
            UNION
             SELECT d.owner_id))::text[]
        END AS audience,
    ((( SELECT kernel.scope_role() AS scope_role) = ANY (ARRAY['ADMIN'::text, 'SYSTEM'::text])) OR (d.visibility = 'ORGANIZATION'::text) OR (d.owner_id = ( SELECT kernel.scope_user() AS scope_user)) OR ((d.visibility = 'TEAM'::text) AND (EXISTS ( SELECT 1
           FROM kernel.team_member m
          WHERE ((m.organization_id = d.organization_id) AND (m.team_id = d.team_id) AND (m.user_id = ( SELECT kernel.scope_user() AS scope_user))))))) AS is_visible,
    d.group_id,
    d.weight,
    d.template_id,
    d.template_version,
    d.template_title,
    d.locked_through,
    d.approval_required
   FROM kpi.dashboard d;

CREATE TABLE kpi.dashboard_group (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    parent_id uuid,
    name text NOT NULL,
    "position" integer NOT NULL,
    rollup_rule text NOT NULL,
    weight smallint DEFAULT 1 NOT NULL,
    depth smallint NOT NULL,
    parent_depth smallint GENERATED ALWAYS AS ((depth - 1)) STORED,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dashboard_group_depth_check CHECK (((depth >= 1) AND (depth <= 3))),
    CONSTRAINT dashboard_group_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 120))),
    CONSTRAINT dashboard_group_position_check CHECK (("position" >= 0)),
    CONSTRAINT dashboard_group_rollup_rule_check CHECK ((rollup_rule = ANY (ARRAY['WORST'::text, 'WEIGHTED'::text]))),
    CONSTRAINT dashboard_group_weight_check CHECK (((weight >= 1) AND (weight <= 100))),
    CONSTRAINT group_top CHECK (((parent_id IS NULL) = (depth = 1)))
);

ALTER TABLE ONLY kpi.dashboard_group FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.digest (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL,
    told_from timestamp with time zone NOT NULL,
    told_until timestamp with time zone NOT NULL,
    content_hash text,
    claimed_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    was_sent boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY kpi.digest FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.evidence (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    value_id uuid,
    file_id uuid NOT NULL,
    added_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    period_start date,
    CONSTRAINT evidence_waits CHECK (((value_id IS NULL) = (period_start IS NOT NULL)))
);

ALTER TABLE ONLY kpi.evidence FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.formula (
    organization_id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    frequency text NOT NULL,
    kind text NOT NULL,
    factor kpi."decimal",
    updated_by uuid,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    decimals smallint DEFAULT 6 NOT NULL,
    CONSTRAINT formula_decimals_check CHECK (((decimals >= 0) AND (decimals <= 6))),
    CONSTRAINT formula_factor CHECK ((((kind = 'RATIO_OF_SUMS'::text) = (factor IS NOT NULL)) AND ((factor)::numeric <> (0)::numeric))),
    CONSTRAINT formula_kind_check CHECK ((kind = ANY (ARRAY['SUM'::text, 'RATIO_OF_SUMS'::text, 'WEIGHTED_AVERAGE'::text])))
);

ALTER TABLE ONLY kpi.formula FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.formula_term (
    organization_id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    side text NOT NULL,
    "position" smallint NOT NULL,
    input_id uuid NOT NULL,
    input_frequency text NOT NULL,
    coefficient kpi."decimal",
    CONSTRAINT formula_coefficient CHECK ((((coefficient)::numeric <> (0)::numeric) AND ((side <> 'WEIGHT'::text) OR (coefficient IS NULL)) AND ((side = ANY (ARRAY['TERM'::text, 'WEIGHT'::text])) OR (coefficient IS NOT NULL)))),
    CONSTRAINT formula_not_of_itself CHECK ((input_id <> kpi_id)),
    CONSTRAINT formula_term_position_check CHECK ((("position" >= 0) AND ("position" <= 49))),
    CONSTRAINT formula_term_side_check CHECK ((side = ANY (ARRAY['TERM'::text, 'WEIGHT'::text, 'NUMERATOR'::text, 'DENOMINATOR'::text])))
);

ALTER TABLE ONLY kpi.formula_term FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.import_change (
    organization_id uuid NOT NULL,
    job_id uuid NOT NULL,
    value_id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    period_start date NOT NULL,
    action text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    old_value numeric,
    old_status text,
    old_critical boolean,
    old_explanation text,
    old_threshold_id uuid,
    old_comment text,
    old_corrected_by uuid,
    old_approval text,
    old_approved_by uuid,
    old_approved_at timestamp with time zone,
    old_updated_at timestamp with time zone,
    old_entered_at timestamp with time zone,
    CONSTRAINT import_change_action_check CHECK ((action = ANY (ARRAY['INSERTED'::text, 'OVERWRITTEN'::text]))),
    CONSTRAINT import_change_remembers CHECK (
CASE action
    WHEN 'INSERTED'::text THEN (num_nonnulls(old_value, old_status, old_critical, old_explanation, old_threshold_id, old_comment, old_corrected_by, old_approval, old_approved_by, old_approved_at, old_updated_at) = 0)
    ELSE (num_nulls(old_value, old_critical, old_explanation, old_threshold_id, old_updated_at) = 0)
END)
);

ALTER TABLE ONLY kpi.import_change FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.import_job (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    status text NOT NULL,
    progress smallint DEFAULT 0 NOT NULL,
    mode text NOT NULL,
    on_duplicate text NOT NULL,
    dry_run boolean NOT NULL,
    file_name text,
    rows_total integer DEFAULT 0 NOT NULL,
    rows_valid integer DEFAULT 0 NOT NULL,
    rows_written integer DEFAULT 0 NOT NULL,
    rows_rejected integer DEFAULT 0 NOT NULL,
    rows_skipped integer DEFAULT 0 NOT NULL,
    rows_blank integer DEFAULT 0 NOT NULL,
    values_written integer DEFAULT 0 NOT NULL,
    duplicates integer DEFAULT 0 NOT NULL,
    detected jsonb,
    errors jsonb DEFAULT '[]'::jsonb NOT NULL,
    errors_total integer DEFAULT 0 NOT NULL,
    notes jsonb DEFAULT '[]'::jsonb NOT NULL,
    notes_total integer DEFAULT 0 NOT NULL,
    error_code text,
    error_message text,
    lease_until timestamp with time zone,
    created_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    values_new integer DEFAULT 0 NOT NULL,
    values_changed integer DEFAULT 0 NOT NULL,
    values_unchanged integer DEFAULT 0 NOT NULL,
    rows_unchanged integer DEFAULT 0 NOT NULL,
    preview jsonb DEFAULT '[]'::jsonb NOT NULL,
    mapping_id uuid,
    suggested_mapping_id uuid,
    source_id uuid,
    undoable_until timestamp with time zone,
    undone_at timestamp with time zone,
    undone_by uuid,
    values_removed integer DEFAULT 0 NOT NULL,
    values_restored integer DEFAULT 0 NOT NULL,
    values_total integer DEFAULT 0 NOT NULL,
    values_rejected integer DEFAULT 0 NOT NULL,
    CONSTRAINT import_job_counted CHECK ((rows_total = ((rows_written + rows_rejected) + rows_skipped))),
    CONSTRAINT import_job_failed CHECK ((((status = 'FAILED'::text) = (error_code IS NOT NULL)) AND ((error_code IS NULL) = (error_message IS NULL)))),
    CONSTRAINT import_job_file_name_check CHECK ((char_length(file_name) <= 200)),
    CONSTRAINT import_job_leased CHECK (((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text])) = (lease_until IS NOT NULL))),
    CONSTRAINT import_job_mode_check CHECK ((mode = ANY (ARRAY['all_or_nothing'::text, 'valid_rows'::text]))),
    CONSTRAINT import_job_on_duplicate_check CHECK ((on_duplicate = ANY (ARRAY['reject'::text, 'overwrite'::text, 'skip'::text]))),
    CONSTRAINT import_job_progress_check CHECK (((progress >= 0) AND (progress <= 100))),
    CONSTRAINT import_job_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'SUCCESS'::text, 'FAILED'::text]))),
    CONSTRAINT import_job_type_check CHECK ((type = ANY (ARRAY['CSV'::text, 'EXCEL'::text, 'ODS'::text, 'API'::text]))),
    CONSTRAINT import_job_undone CHECK (((undone_at IS NULL) = (undone_by IS NULL)))
);

ALTER TABLE ONLY kpi.import_job FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.import_mapping (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    mapping jsonb NOT NULL,
    options jsonb NOT NULL,
    headers jsonb NOT NULL,
    fingerprint text,
    owner_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT import_mapping_headers_check CHECK ((jsonb_typeof(headers) = 'array'::text)),
    CONSTRAINT import_mapping_mapping_check CHECK ((jsonb_typeof(mapping) = 'object'::text)),
    CONSTRAINT import_mapping_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 120))),
    CONSTRAINT import_mapping_options_check CHECK ((jsonb_typeof(options) = 'object'::text))
);

ALTER TABLE ONLY kpi.import_mapping FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.import_source (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    mapping_id uuid,
    on_duplicate text NOT NULL,
    mode text NOT NULL,
    schedule text NOT NULL,
    hour smallint,
    weekday smallint,
    is_active boolean NOT NULL,
    stopped_code text,
    credentials text NOT NULL,
    sealed_secret bytea,
    owner_id uuid NOT NULL,
    next_run_at timestamp with time zone,
    lease_id uuid,
    lease_until timestamp with time zone,
    etag text,
    last_modified text,
    content_sha256 text,
    last_run_at timestamp with time zone,
    last_outcome text,
    last_error_code text,
    last_error_message text,
    failures integer DEFAULT 0 NOT NULL,
    failure_told boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    user_name text,
    leased_for text,
    CONSTRAINT import_source_active CHECK (((is_active = (next_run_at IS NOT NULL)) AND (NOT (is_active AND (stopped_code IS NOT NULL))))),
    CONSTRAINT import_source_credentials_check CHECK ((credentials = ANY (ARRAY['NONE'::text, 'BEARER'::text, 'BASIC'::text]))),
    CONSTRAINT import_source_etag_check CHECK ((char_length(etag) <= 300)),
    CONSTRAINT import_source_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
    CONSTRAINT import_source_last_modified_check CHECK ((char_length(last_modified) <= 100)),
    CONSTRAINT import_source_last_outcome_check CHECK ((last_outcome = ANY (ARRAY['IMPORTED'::text, 'UNCHANGED'::text, 'FAILED'::text]))),
    CONSTRAINT import_source_leased CHECK (((lease_id IS NULL) = (lease_until IS NULL))),
    CONSTRAINT import_source_leased_for CHECK (((lease_id IS NULL) = (leased_for IS NULL))),
    CONSTRAINT import_source_leased_for_check CHECK ((leased_for = ANY (ARRAY['SCHEDULE'::text, 'PERSON'::text]))),
    CONSTRAINT import_source_mode_check CHECK ((mode = ANY (ARRAY['all_or_nothing'::text, 'valid_rows'::text]))),
    CONSTRAINT import_source_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 120))),
    CONSTRAINT import_source_named CHECK (((credentials = 'BASIC'::text) = (user_name IS NOT NULL))),
    CONSTRAINT import_source_on_duplicate_check CHECK ((on_duplicate = ANY (ARRAY['reject'::text, 'overwrite'::text, 'skip'::text]))),
    CONSTRAINT import_source_schedule_check CHECK ((schedule = ANY (ARRAY['HOURLY'::text, 'DAILY'::text, 'WEEKLY'::text]))),
    CONSTRAINT import_source_scheduled CHECK (
CASE schedule
    WHEN 'HOURLY'::text THEN ((hour IS NULL) AND (weekday IS NULL))
    WHEN 'DAILY'::text THEN ((hour IS NOT NULL) AND (weekday IS NULL))
    ELSE ((hour IS NOT NULL) AND (weekday IS NOT NULL))
END),
    CONSTRAINT import_source_sealed CHECK (((credentials = 'NONE'::text) = (sealed_secret IS NULL))),
    CONSTRAINT import_source_url_check CHECK (((char_length(url) >= 8) AND (char_length(url) <= 2000))),
    CONSTRAINT import_source_user_name_check CHECK (((char_length(user_name) >= 1) AND (char_length(user_name) <= 200))),
    CONSTRAINT import_source_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);

ALTER TABLE ONLY kpi.import_source FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.kpi (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    dashboard_id uuid NOT NULL,
    code text,
    name text NOT NULL,
    unit text,
    frequency text NOT NULL,
    aggregation text NOT NULL,
    owner_id uuid NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    weight smallint DEFAULT 1 NOT NULL,
    family text,
    CONSTRAINT kpi_aggregation_check CHECK ((aggregation = ANY (ARRAY['SUM'::text, 'AVERAGE'::text, 'LAST'::text, 'MIN'::text, 'MAX'::text]))),
    CONSTRAINT kpi_code_check CHECK (((char_length(code) >= 1) AND (char_length(code) <= 40))),
    CONSTRAINT kpi_family_check CHECK ((family = ANY (ARRAY['SAFETY'::text, 'QUALITY'::text, 'COST'::text, 'DELIVERY'::text, 'PEOPLE'::text]))),
    CONSTRAINT kpi_family_daily CHECK (((family IS NULL) OR (frequency = 'DAILY'::text))),
    CONSTRAINT kpi_frequency_check CHECK ((frequency = ANY (ARRAY['DAILY'::text, 'WEEKLY'::text, 'MONTHLY'::text, 'QUARTERLY'::text, 'HALF_YEARLY'::text, 'YEARLY'::text]))),
    CONSTRAINT kpi_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT kpi_unit_check CHECK ((char_length(unit) <= 30)),
    CONSTRAINT kpi_weight_check CHECK (((weight >= 1) AND (weight <= 100)))
);

ALTER TABLE ONLY kpi.kpi FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.meeting (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    dashboard_id uuid NOT NULL,
    title text NOT NULL,
    held_on date NOT NULL,
    conclusion text,
    created_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT meeting_conclusion_check CHECK ((char_length(conclusion) <= 4000)),
    CONSTRAINT meeting_held_on_check CHECK (((held_on >= '1990-01-01'::date) AND (held_on <= '2100-12-31'::date))),
    CONSTRAINT meeting_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);

ALTER TABLE ONLY kpi.meeting FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.meeting_attendee (
    organization_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    user_id uuid NOT NULL
);

ALTER TABLE ONLY kpi.meeting_attendee FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.meeting_note (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    kpi_id uuid,
    kind text NOT NULL,
    content text NOT NULL,
    action_id uuid,
    author_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT meeting_note_content_check CHECK (((char_length(content) >= 1) AND (char_length(content) <= 2000))),
    CONSTRAINT meeting_note_kind_check CHECK ((kind = ANY (ARRAY['NOTE'::text, 'DECISION'::text])))
);

ALTER TABLE ONLY kpi.meeting_note FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.meeting_standing (
    organization_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    "position" integer NOT NULL,
    kpi_id uuid NOT NULL,
    name text NOT NULL,
    unit text,
    period_label text,
    value kpi."decimal",
    status text,
    explanation text,
    provisional boolean DEFAULT false NOT NULL,
    approval text,
    CONSTRAINT meeting_standing_approval_check CHECK ((approval = ANY (ARRAY['PENDING'::text, 'APPROVED'::text]))),
    CONSTRAINT meeting_standing_status_check CHECK ((status = ANY (ARRAY['GREEN'::text, 'ORANGE'::text, 'RED'::text])))
);

ALTER TABLE ONLY kpi.meeting_standing FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.morning_round (
    organization_id uuid NOT NULL,
    day date NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY kpi.morning_round FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.reminder (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL,
    kpi_ids uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT reminder_kpi_ids_check CHECK ((cardinality(kpi_ids) > 0))
);

ALTER TABLE ONLY kpi.reminder FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.reminder_setting (
    organization_id uuid NOT NULL,
    is_on boolean NOT NULL,
    hour smallint NOT NULL,
    remind_after smallint NOT NULL,
    repeat_after smallint NOT NULL,
    tell_dashboard_owner_after smallint NOT NULL,
    tell_admins_after smallint NOT NULL,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT reminder_setting_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
    CONSTRAINT reminder_setting_ordered CHECK (((remind_after <= tell_dashboard_owner_after) AND (tell_dashboard_owner_after <= tell_admins_after))),
    CONSTRAINT reminder_setting_remind_after_check CHECK (((remind_after >= 0) AND (remind_after <= 60))),
    CONSTRAINT reminder_setting_repeat_after_check CHECK (((repeat_after >= 1) AND (repeat_after <= 60))),
    CONSTRAINT reminder_setting_tell_admins_after_check CHECK (((tell_admins_after >= 0) AND (tell_admins_after <= 365))),
    CONSTRAINT reminder_setting_tell_dashboard_owner_after_check CHECK (((tell_dashboard_owner_after >= 0) AND (tell_dashboard_owner_after <= 180)))
);

ALTER TABLE ONLY kpi.reminder_setting FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.screen (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    views text[] NOT NULL,
    seconds_per_view smallint NOT NULL,
    expires_on date,
    created_by uuid NOT NULL,
    last_seen_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT screen_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 120))),
    CONSTRAINT screen_seconds_per_view_check CHECK (((seconds_per_view >= 5) AND (seconds_per_view <= 300))),
    CONSTRAINT screen_token_hash_check CHECK ((octet_length(token_hash) = 32)),
    CONSTRAINT screen_views_check CHECK ((((cardinality(views) >= 1) AND (cardinality(views) <= 4)) AND (views <@ ARRAY['OVERVIEW'::text, 'BOWLING'::text, 'SQCDP'::text, 'DIRECTION'::text])))
);

ALTER TABLE ONLY kpi.screen FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.screen_dashboard (
    organization_id uuid NOT NULL,
    screen_id uuid NOT NULL,
    "position" smallint NOT NULL,
    dashboard_id uuid NOT NULL,
    CONSTRAINT screen_dashboard_position_check CHECK ((("position" >= 1) AND ("position" <= 20)))
);

ALTER TABLE ONLY kpi.screen_dashboard FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.target (
    organization_id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    frequency text NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    period_label text NOT NULL,
    value kpi."decimal" NOT NULL,
    updated_by uuid,
    updated_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT target_period_canonical CHECK (
CASE frequency
    WHEN 'DAILY'::text THEN (period_end = period_start)
    WHEN 'WEEKLY'::text THEN ((EXTRACT(isodow FROM period_start) = (1)::numeric) AND (period_end = (period_start + 6)))
    WHEN 'MONTHLY'::text THEN ((EXTRACT(day FROM period_start) = (1)::numeric) AND (period_end = (((period_start + '1 mon'::interval))::date - 1)))
    WHEN 'QUARTERLY'::text THEN ((EXTRACT(day FROM period_start) = (1)::numeric) AND (EXTRACT(month FROM period_start) = ANY (ARRAY[(1)::numeric, (4)::numeric, (7)::numeric, (10)::numeric])) AND (period_end = (((period_start + '3 mons'::interval))::date - 1)))
    WHEN 'HALF_YEARLY'::text THEN ((EXTRACT(day FROM period_start) = (1)::numeric) AND (EXTRACT(month FROM period_start) = ANY (ARRAY[(1)::numeric, (7)::numeric])) AND (period_end = (((period_start + '6 mons'::interval))::date - 1)))
    WHEN 'YEARLY'::text THEN ((EXTRACT(doy FROM period_start) = (1)::numeric) AND (period_end = (((period_start + '1 year'::interval))::date - 1)))
    ELSE false
END),
    CONSTRAINT target_period_label_check CHECK (((char_length(period_label) >= 4) AND (char_length(period_label) <= 10))),
    CONSTRAINT target_period_start_check CHECK (((period_start >= '1990-01-01'::date) AND (period_start <= '2100-12-31'::date)))
);

ALTER TABLE ONLY kpi.target FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.threshold (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    effective_from date NOT NULL,
    direction text NOT NULL,
    threshold_green kpi."decimal",
    threshold_orange kpi."decimal",
    threshold_red kpi."decimal",
    green_min kpi."decimal",
    green_max kpi."decimal",
    orange_min kpi."decimal",
    orange_max kpi."decimal",
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    superseded_at timestamp with time zone,
    CONSTRAINT threshold_complete CHECK (
CASE direction
    WHEN 'RANGE_IS_BEST'::text THEN ((num_nonnulls(threshold_green, threshold_orange, threshold_red) = 0) AND (num_nonnulls(green_min, green_max, orange_min, orange_max) = ANY (ARRAY[0, 4])))
    ELSE ((num_nonnulls(green_min, green_max, orange_min, orange_max) = 0) AND (num_nonnulls(threshold_green, threshold_orange) = ANY (ARRAY[0, 2])) AND ((threshold_red IS NULL) OR (threshold_orange IS NOT NULL)))
END),
    CONSTRAINT threshold_direction_check CHECK ((direction = ANY (ARRAY['UP_IS_BETTER'::text, 'DOWN_IS_BETTER'::text, 'RANGE_IS_BEST'::text]))),
    CONSTRAINT threshold_order CHECK (
CASE direction
    WHEN 'UP_IS_BETTER'::text THEN (((threshold_green)::numeric >= (threshold_orange)::numeric) AND ((threshold_red IS NULL) OR ((threshold_orange)::numeric >= (threshold_red)::numeric)))
    WHEN 'DOWN_IS_BETTER'::text THEN (((threshold_green)::numeric <= (threshold_orange)::numeric) AND ((threshold_red IS NULL) OR ((threshold_orange)::numeric <= (threshold_red)::numeric)))
    ELSE (((green_min)::numeric <= (green_max)::numeric) AND ((orange_min)::numeric <= (green_min)::numeric) AND ((green_max)::numeric <= (orange_max)::numeric))
END),
    CONSTRAINT threshold_period CHECK (((effective_from = '-infinity'::date) OR ((effective_from >= '1990-01-01'::date) AND (effective_from <= '2100-12-31'::date))))
);

ALTER TABLE ONLY kpi.threshold FORCE ROW LEVEL SECURITY;

CREATE TABLE kpi.value (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kpi_id uuid NOT NULL,
    frequency text NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    period_label text NOT NULL,
    value kpi."decimal" NOT NULL,
    status text,
    critical boolean NOT NULL,
    explanation text NOT NULL,
    threshold_id uuid NOT NULL,
    comment text,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    corrected_by uuid,
    approval text,
    approved_by uuid,
    approved_at timestamp with time zone,
    entered_at timestamp with time zone DEFAULT now() NOT NULL,
    judged_at timestamp with time zone,
    CONSTRAINT value_approval CHECK (((NOT (approval IS DISTINCT FROM 'APPROVED'::text)) = (approved_at IS NOT NULL))),
    CONSTRAINT value_approval_check CHECK ((approval = ANY (ARRAY['PENDING'::text, 'APPROVED'::text]))),
    CONSTRAINT value_check CHECK (((NOT critical) OR (status = 'RED'::text))),
    CONSTRAINT value_comment_check CHECK ((char_length(comment) <= 500)),
    CONSTRAINT value_period_canonical CHECK (
CASE frequency
    WHEN 'DAILY'::text THEN (period_end = period_start)
    WHEN 'WEEKLY'::text THEN ((EXTRACT(isodow FROM period_start) = (1)::numeric) AND (period_end = (period_start + 6)))
    WHEN 'MONTHLY'::text THEN ((EXTRACT(day FROM period_start) = (1)::numeric) AND (period_end = (((period_start + '1 mon'::interval))::date - 1)))
    WHEN 'QUARTERLY'::text THEN ((EXTRACT(day FROM period_start) = (1)::numeric) AND (EXTRACT(month FROM period_start) = ANY (ARRAY[(1)::numeric, (4)::numeric, (7)::numeric, (10)::numeric])) AND (period_end = (((period_start + '3 mons'::interval))::date - 1)))
    WHEN 'HALF_YEARLY'::text THEN ((EXTRACT(day FROM period_start) = (1)::numeric) AND (EXTRACT(month FROM period_start) = ANY (ARRAY[(1)::numeric, (7)::numeric])) AND (period_end = (((period_start + '6 mons'::interval))::date - 1)))
    WHEN 'YEARLY'::text THEN ((EXTRACT(doy FROM period_start) = (1)::numeric) AND (period_end = (((period_start + '1 year'::interval))::date - 1)))
    ELSE false
END),
    CONSTRAINT value_period_label_check CHECK (((char_length(period_label) >= 4) AND (char_length(period_label) <= 10))),
    CONSTRAINT value_period_start_check CHECK (((period_start >= '1990-01-01'::date) AND (period_start <= '2100-12-31'::date))),
    CONSTRAINT value_status_check CHECK ((status = ANY (ARRAY['GREEN'::text, 'ORANGE'::text, 'RED'::text])))
);

ALTER TABLE ONLY kpi.value FORCE ROW LEVEL SECURITY;

CREATE VIEW kpi.visible_dashboard WITH (security_invoker='true') AS
 SELECT d.organization_id,
    d.id,
    d.title,
    d.description,
    d.process_name,
    d.owner_id,
    d.visibility,
    d.team_id,
    d.created_at,
    d.updated_at,
    d.audience,
    d.group_id,
    d.weight,
    d.template_id,
    d.template_version,
    d.template_title,
    d.locked_through,
    d.approval_required
   FROM kpi.dashboard_access d
  WHERE d.is_visible;

CREATE VIEW kpi.value_detail WITH (security_invoker='true') AS
 SELECT v.organization_id,
    d.id AS dashboard_id,
    d.title AS dashboard_title,
    d.process_name,
    k.id AS kpi_id,
    k.code,
    k.name,
    k.unit,
    v.frequency,
    v.id AS value_id,
    v.period_start,
    v.period_end,
    v.period_label,
    v.value,
    v.status,
    v.critical,
    v.explanation,
    v.comment,
    t.direction,
    NULLIF(t.effective_from, '-infinity'::date) AS thresholds_from,
    t.threshold_green,
    t.threshold_orange,
    t.threshold_red,
    t.green_min,
    t.green_max,
    t.orange_min,
    t.orange_max
   FROM (((kpi.value v
     JOIN kpi.kpi k ON (((k.organization_id = v.organization_id) AND (k.id = v.kpi_id))))
     JOIN kpi.visible_dashboard d ON (((d.organization_id = k.organization_id) AND (d.id = k.dashboard_id))))
     JOIN kpi.threshold t ON (((t.organization_id = v.organization_id) AND (t.id = v.threshold_id))));

ALTER TABLE ONLY kernel.access_grant
    ADD CONSTRAINT access_grant_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kernel.access_grant
    ADD CONSTRAINT access_grant_taken UNIQUE NULLS NOT DISTINCT (organization_id, user_id, role, scope_kind, scope_id);

ALTER TABLE ONLY kernel.account_token
    ADD CONSTRAINT account_token_pkey PRIMARY KEY (organization_id, token_hash);

ALTER TABLE ONLY kernel.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (organization_id, seq);

ALTER TABLE ONLY kernel.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (organization_id);

ALTER TABLE ONLY kernel.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kernel.file
    ADD CONSTRAINT file_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kernel.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (organization_id, user_id, key);

ALTER TABLE ONLY kernel.key_generation
    ADD CONSTRAINT key_generation_pkey PRIMARY KEY (generation);

ALTER TABLE ONLY kernel.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (schema_name, name);

ALTER TABLE ONLY kernel.notification
    ADD CONSTRAINT notification_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kernel.notification_preference
    ADD CONSTRAINT notification_preference_pkey PRIMARY KEY (organization_id, user_id);

ALTER TABLE ONLY kernel.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kernel.refresh_token
    ADD CONSTRAINT refresh_token_pkey PRIMARY KEY (organization_id, token_hash);

ALTER TABLE ONLY kernel.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kernel.team_member
    ADD CONSTRAINT team_member_pkey PRIMARY KEY (organization_id, team_id, user_id);

ALTER TABLE ONLY kernel.team
    ADD CONSTRAINT team_name_taken UNIQUE (organization_id, name);

ALTER TABLE ONLY kernel.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kernel.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (key);

ALTER TABLE ONLY kernel."user"
    ADD CONSTRAINT user_email_taken UNIQUE (email);

ALTER TABLE ONLY kernel."user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.action_person
    ADD CONSTRAINT action_person_pkey PRIMARY KEY (organization_id, action_id, role, user_id);

ALTER TABLE ONLY kpi.action
    ADD CONSTRAINT action_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.alert_recipient
    ADD CONSTRAINT alert_recipient_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.alert_recipient
    ADD CONSTRAINT alert_recipient_taken UNIQUE NULLS NOT DISTINCT (organization_id, kpi_id, user_id, team_id);

ALTER TABLE ONLY kpi.alert_rule
    ADD CONSTRAINT alert_rule_pkey PRIMARY KEY (organization_id, kpi_id);

ALTER TABLE ONLY kpi.alert_state
    ADD CONSTRAINT alert_state_pkey PRIMARY KEY (organization_id, kpi_id);

ALTER TABLE ONLY kpi.annotation
    ADD CONSTRAINT annotation_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.approval_notice
    ADD CONSTRAINT approval_notice_pkey PRIMARY KEY (organization_id, dashboard_id, user_id, day);

ALTER TABLE ONLY kpi.comment_attachment
    ADD CONSTRAINT comment_attachment_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.comment_mention
    ADD CONSTRAINT comment_mention_pkey PRIMARY KEY (organization_id, comment_id, user_id);

ALTER TABLE ONLY kpi.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.dashboard_group
    ADD CONSTRAINT dashboard_group_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.dashboard
    ADD CONSTRAINT dashboard_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.digest
    ADD CONSTRAINT digest_pkey PRIMARY KEY (organization_id, user_id, day);

ALTER TABLE ONLY kpi.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.formula
    ADD CONSTRAINT formula_pkey PRIMARY KEY (organization_id, kpi_id);

ALTER TABLE ONLY kpi.formula_term
    ADD CONSTRAINT formula_term_pkey PRIMARY KEY (organization_id, kpi_id, side, "position");

ALTER TABLE ONLY kpi.dashboard_group
    ADD CONSTRAINT group_depth UNIQUE (organization_id, id, depth);

ALTER TABLE ONLY kpi.import_change
    ADD CONSTRAINT import_change_pkey PRIMARY KEY (organization_id, job_id, value_id);

ALTER TABLE ONLY kpi.import_job
    ADD CONSTRAINT import_job_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.import_mapping
    ADD CONSTRAINT import_mapping_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.import_source
    ADD CONSTRAINT import_source_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.kpi
    ADD CONSTRAINT kpi_frequency UNIQUE (organization_id, id, frequency);

ALTER TABLE ONLY kpi.kpi
    ADD CONSTRAINT kpi_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.meeting_attendee
    ADD CONSTRAINT meeting_attendee_pkey PRIMARY KEY (organization_id, meeting_id, user_id);

ALTER TABLE ONLY kpi.meeting_note
    ADD CONSTRAINT meeting_note_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.meeting
    ADD CONSTRAINT meeting_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.meeting_standing
    ADD CONSTRAINT meeting_standing_pkey PRIMARY KEY (organization_id, meeting_id, "position");

ALTER TABLE ONLY kpi.morning_round
    ADD CONSTRAINT morning_round_pkey PRIMARY KEY (organization_id, day);

ALTER TABLE ONLY kpi.reminder
    ADD CONSTRAINT reminder_pkey PRIMARY KEY (organization_id, user_id, day);

ALTER TABLE ONLY kpi.reminder_setting
    ADD CONSTRAINT reminder_setting_pkey PRIMARY KEY (organization_id);

ALTER TABLE ONLY kpi.screen_dashboard
    ADD CONSTRAINT screen_dashboard_once UNIQUE (organization_id, screen_id, dashboard_id);

ALTER TABLE ONLY kpi.screen_dashboard
    ADD CONSTRAINT screen_dashboard_pkey PRIMARY KEY (organization_id, screen_id, "position");

ALTER TABLE ONLY kpi.screen
    ADD CONSTRAINT screen_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.target
    ADD CONSTRAINT target_pkey PRIMARY KEY (organization_id, kpi_id, period_start);

ALTER TABLE ONLY kpi.threshold
    ADD CONSTRAINT threshold_of_kpi UNIQUE (organization_id, kpi_id, id);

ALTER TABLE ONLY kpi.threshold
    ADD CONSTRAINT threshold_pkey PRIMARY KEY (organization_id, id);

ALTER TABLE ONLY kpi.value
    ADD CONSTRAINT value_duplicate_period UNIQUE (organization_id, kpi_id, period_start);

ALTER TABLE ONLY kpi.value
    ADD CONSTRAINT value_pkey PRIMARY KEY (organization_id, id);

CREATE UNIQUE INDEX account_token_by_hash ON kernel.account_token USING btree (token_hash);

CREATE INDEX account_token_by_user ON kernel.account_token USING btree (organization_id, user_id);

CREATE INDEX audit_entry_by_entity ON kernel.audit_entry USING btree (organization_id, entity_id, seq);

CREATE INDEX audit_entry_by_time ON kernel.audit_entry USING btree (organization_id, at);

CREATE INDEX event_by_time ON kernel.event USING btree (at);

CREATE INDEX file_by_content ON kernel.file USING btree (organization_id, sha256);

CREATE INDEX notification_by_user ON kernel.notification USING btree (organization_id, user_id, id DESC);

CREATE INDEX notification_to_mail ON kernel.notification USING btree (created_at) WHERE (mailed_at IS NULL);

CREATE UNIQUE INDEX refresh_token_by_hash ON kernel.refresh_token USING btree (token_hash);

CREATE INDEX refresh_token_by_session ON kernel.refresh_token USING btree (organization_id, session_id);

CREATE INDEX session_by_user ON kernel.session USING btree (organization_id, user_id);

CREATE INDEX team_member_by_user ON kernel.team_member USING btree (organization_id, user_id);

CREATE INDEX action_by_accountable ON kpi.action USING btree (organization_id, accountable_id);

CREATE INDEX action_by_due_date ON kpi.action USING btree (organization_id, COALESCE(due_date, '9999-12-31'::date), id);

CREATE INDEX action_by_kpi ON kpi.action USING btree (organization_id, kpi_id);

CREATE INDEX action_by_owner ON kpi.action USING btree (organization_id, owner_id);

CREATE INDEX action_person_by_user ON kpi.action_person USING btree (organization_id, user_id);

CREATE INDEX alert_recipient_by_team ON kpi.alert_recipient USING btree (organization_id, team_id);

CREATE INDEX alert_recipient_by_user ON kpi.alert_recipient USING btree (organization_id, user_id);

CREATE INDEX annotation_by_author ON kpi.annotation USING btree (organization_id, author_id);

CREATE INDEX annotation_by_kpi ON kpi.annotation USING btree (organization_id, kpi_id, period_start, id);

CREATE INDEX approval_notice_by_day ON kpi.approval_notice USING btree (organization_id, day);

CREATE INDEX approval_notice_by_user ON kpi.approval_notice USING btree (organization_id, user_id);

CREATE INDEX comment_attachment_by_comment ON kpi.comment_attachment USING btree (organization_id, comment_id, id);

CREATE UNIQUE INDEX comment_attachment_file_taken ON kpi.comment_attachment USING btree (organization_id, file_id);

CREATE INDEX comment_by_action ON kpi.comment USING btree (organization_id, action_id, id);

CREATE INDEX comment_by_author ON kpi.comment USING btree (organization_id, author_id);

CREATE INDEX comment_by_kpi ON kpi.comment USING btree (organization_id, kpi_id, id);

CREATE INDEX comment_mention_by_user ON kpi.comment_mention USING btree (organization_id, user_id);

CREATE INDEX dashboard_by_group ON kpi.dashboard USING btree (organization_id, group_id);

CREATE INDEX dashboard_by_owner ON kpi.dashboard USING btree (organization_id, owner_id);

CREATE INDEX dashboard_by_team ON kpi.dashboard USING btree (organization_id, team_id);

CREATE INDEX dashboard_by_title ON kpi.dashboard USING btree (organization_id, lower(title), id);

CREATE INDEX evidence_by_kpi ON kpi.evidence USING btree (organization_id, kpi_id, value_id);

CREATE INDEX evidence_by_value ON kpi.evidence USING btree (organization_id, value_id, id);

CREATE UNIQUE INDEX evidence_file_taken ON kpi.evidence USING btree (organization_id, file_id);

CREATE INDEX evidence_waiting ON kpi.evidence USING btree (organization_id, kpi_id, period_start) WHERE (value_id IS NULL);

CREATE INDEX formula_by_input ON kpi.formula_term USING btree (organization_id, input_id, kpi_id);

CREATE INDEX group_by_parent ON kpi.dashboard_group USING btree (organization_id, parent_id);

CREATE UNIQUE INDEX group_name_taken ON kpi.dashboard_group USING btree (organization_id, parent_id, lower(btrim(name))) NULLS NOT DISTINCT;

CREATE INDEX import_job_by_creator ON kpi.import_job USING btree (organization_id, created_by, id);

CREATE INDEX import_job_by_lease ON kpi.import_job USING btree (lease_until) WHERE (lease_until IS NOT NULL);

CREATE INDEX import_job_by_mapping ON kpi.import_job USING btree (organization_id, mapping_id) WHERE (mapping_id IS NOT NULL);

CREATE INDEX import_job_by_source ON kpi.import_job USING btree (organization_id, source_id, id) WHERE (source_id IS NOT NULL);

CREATE INDEX import_job_by_suggestion ON kpi.import_job USING btree (organization_id, suggested_mapping_id) WHERE (suggested_mapping_id IS NOT NULL);

CREATE UNIQUE INDEX import_job_in_progress ON kpi.import_job USING btree (organization_id) WHERE (status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text]));

CREATE INDEX import_job_undoable ON kpi.import_job USING btree (undoable_until) WHERE (undoable_until IS NOT NULL);

CREATE INDEX import_mapping_by_fingerprint ON kpi.import_mapping USING btree (organization_id, fingerprint);

CREATE INDEX import_mapping_by_owner ON kpi.import_mapping USING btree (organization_id, owner_id);

CREATE UNIQUE INDEX import_mapping_name_taken ON kpi.import_mapping USING btree (organization_id, lower(btrim(name)));

CREATE INDEX import_source_by_mapping ON kpi.import_source USING btree (organization_id, mapping_id);

CREATE INDEX import_source_by_name ON kpi.import_source USING btree (organization_id, lower(btrim(name)), id);

CREATE INDEX import_source_by_owner ON kpi.import_source USING btree (organization_id, owner_id);

CREATE INDEX import_source_due ON kpi.import_source USING btree (next_run_at) WHERE (next_run_at IS NOT NULL);

CREATE INDEX kpi_by_dashboard ON kpi.kpi USING btree (organization_id, dashboard_id, id);

CREATE INDEX kpi_by_owner ON kpi.kpi USING btree (organization_id, owner_id);

CREATE UNIQUE INDEX kpi_code_taken ON kpi.kpi USING btree (organization_id, lower(btrim(code)));

CREATE INDEX meeting_attendee_by_user ON kpi.meeting_attendee USING btree (organization_id, user_id);

CREATE INDEX meeting_by_author ON kpi.meeting USING btree (organization_id, created_by);

CREATE INDEX meeting_by_dashboard ON kpi.meeting USING btree (organization_id, dashboard_id, held_on DESC, id DESC);

CREATE INDEX meeting_note_by_action ON kpi.meeting_note USING btree (organization_id, action_id);

CREATE INDEX meeting_note_by_author ON kpi.meeting_note USING btree (organization_id, author_id);

CREATE INDEX meeting_note_by_kpi ON kpi.meeting_note USING btree (organization_id, kpi_id);

CREATE INDEX meeting_note_by_meeting ON kpi.meeting_note USING btree (organization_id, meeting_id, id);

CREATE UNIQUE INDEX screen_by_hash ON kpi.screen USING btree (token_hash);

CREATE INDEX screen_by_maker ON kpi.screen USING btree (organization_id, created_by);

CREATE INDEX screen_dashboard_by_dashboard ON kpi.screen_dashboard USING btree (organization_id, dashboard_id);

CREATE UNIQUE INDEX threshold_in_force ON kpi.threshold USING btree (organization_id, kpi_id, effective_from) WHERE (superseded_at IS NULL);

CREATE INDEX value_by_period ON kpi.value USING btree (organization_id, frequency, period_start);

CREATE INDEX value_pending ON kpi.value USING btree (organization_id, kpi_id, period_end) WHERE (approval = 'PENDING'::text);

CREATE TRIGGER audit_entry_is_append_only BEFORE DELETE OR UPDATE ON kernel.audit_entry FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();

CREATE TRIGGER audit_entry_is_not_truncated BEFORE TRUNCATE ON kernel.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();

CREATE TRIGGER event_is_announced AFTER INSERT ON kernel.event FOR EACH ROW EXECUTE FUNCTION kernel.announce_event();

CREATE TRIGGER comment_attachment_file AFTER DELETE ON kpi.comment_attachment REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kpi.delete_kept_file();

CREATE TRIGGER evidence_file AFTER DELETE ON kpi.evidence REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kpi.delete_kept_file();

CREATE TRIGGER value_locked_delete AFTER DELETE ON kpi.value REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kpi.refuse_locked();

CREATE TRIGGER value_locked_insert AFTER INSERT ON kpi.value REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kpi.refuse_locked();

CREATE TRIGGER value_locked_update AFTER UPDATE ON kpi.value REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kpi.refuse_locked();

ALTER TABLE ONLY kernel.access_grant
    ADD CONSTRAINT access_grant_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kernel.account_token
    ADD CONSTRAINT account_token_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kernel.audit_head
    ADD CONSTRAINT audit_head_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kernel.event
    ADD CONSTRAINT event_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kernel.file
    ADD CONSTRAINT file_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kernel.file
    ADD CONSTRAINT file_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kernel.idempotency_key
    ADD CONSTRAINT idempotency_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kernel.notification
    ADD CONSTRAINT notification_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kernel.notification_preference
    ADD CONSTRAINT notification_preference_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kernel.refresh_token
    ADD CONSTRAINT refresh_token_organization_id_session_id_fkey FOREIGN KEY (organization_id, session_id) REFERENCES kernel.session(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kernel.session
    ADD CONSTRAINT session_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kernel.team_member
    ADD CONSTRAINT team_member_organization_id_team_id_fkey FOREIGN KEY (organization_id, team_id) REFERENCES kernel.team(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kernel.team_member
    ADD CONSTRAINT team_member_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kernel.team
    ADD CONSTRAINT team_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kernel."user"
    ADD CONSTRAINT user_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.action
    ADD CONSTRAINT action_organization_id_accountable_id_fkey FOREIGN KEY (organization_id, accountable_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.action
    ADD CONSTRAINT action_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.action
    ADD CONSTRAINT action_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.action
    ADD CONSTRAINT action_organization_id_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.action_person
    ADD CONSTRAINT action_person_organization_id_action_id_fkey FOREIGN KEY (organization_id, action_id) REFERENCES kpi.action(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.action_person
    ADD CONSTRAINT action_person_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.alert_recipient
    ADD CONSTRAINT alert_recipient_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.alert_recipient
    ADD CONSTRAINT alert_recipient_organization_id_team_id_fkey FOREIGN KEY (organization_id, team_id) REFERENCES kernel.team(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.alert_recipient
    ADD CONSTRAINT alert_recipient_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.alert_rule
    ADD CONSTRAINT alert_rule_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.alert_state
    ADD CONSTRAINT alert_state_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.annotation
    ADD CONSTRAINT annotation_organization_id_author_id_fkey FOREIGN KEY (organization_id, author_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.annotation
    ADD CONSTRAINT annotation_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.approval_notice
    ADD CONSTRAINT approval_notice_organization_id_dashboard_id_fkey FOREIGN KEY (organization_id, dashboard_id) REFERENCES kpi.dashboard(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.approval_notice
    ADD CONSTRAINT approval_notice_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.comment_attachment
    ADD CONSTRAINT comment_attachment_organization_id_comment_id_fkey FOREIGN KEY (organization_id, comment_id) REFERENCES kpi.comment(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.comment_attachment
    ADD CONSTRAINT comment_attachment_organization_id_file_id_fkey FOREIGN KEY (organization_id, file_id) REFERENCES kernel.file(organization_id, id);

ALTER TABLE ONLY kpi.comment_mention
    ADD CONSTRAINT comment_mention_organization_id_comment_id_fkey FOREIGN KEY (organization_id, comment_id) REFERENCES kpi.comment(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.comment_mention
    ADD CONSTRAINT comment_mention_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.comment
    ADD CONSTRAINT comment_organization_id_action_id_fkey FOREIGN KEY (organization_id, action_id) REFERENCES kpi.action(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.comment
    ADD CONSTRAINT comment_organization_id_author_id_fkey FOREIGN KEY (organization_id, author_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.comment
    ADD CONSTRAINT comment_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.dashboard
    ADD CONSTRAINT dashboard_group FOREIGN KEY (organization_id, group_id) REFERENCES kpi.dashboard_group(organization_id, id);

ALTER TABLE ONLY kpi.dashboard_group
    ADD CONSTRAINT dashboard_group_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.dashboard
    ADD CONSTRAINT dashboard_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.dashboard
    ADD CONSTRAINT dashboard_organization_id_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.dashboard
    ADD CONSTRAINT dashboard_organization_id_team_id_fkey FOREIGN KEY (organization_id, team_id) REFERENCES kernel.team(organization_id, id);

ALTER TABLE ONLY kpi.digest
    ADD CONSTRAINT digest_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.evidence
    ADD CONSTRAINT evidence_organization_id_added_by_fkey FOREIGN KEY (organization_id, added_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.evidence
    ADD CONSTRAINT evidence_organization_id_file_id_fkey FOREIGN KEY (organization_id, file_id) REFERENCES kernel.file(organization_id, id);

ALTER TABLE ONLY kpi.evidence
    ADD CONSTRAINT evidence_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.evidence
    ADD CONSTRAINT evidence_organization_id_value_id_fkey FOREIGN KEY (organization_id, value_id) REFERENCES kpi.value(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.formula
    ADD CONSTRAINT formula_frequency_locked FOREIGN KEY (organization_id, kpi_id, frequency) REFERENCES kpi.kpi(organization_id, id, frequency) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.formula_term
    ADD CONSTRAINT formula_input_locked FOREIGN KEY (organization_id, input_id, input_frequency) REFERENCES kpi.kpi(organization_id, id, frequency);

ALTER TABLE ONLY kpi.formula
    ADD CONSTRAINT formula_organization_id_updated_by_fkey FOREIGN KEY (organization_id, updated_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.formula_term
    ADD CONSTRAINT formula_term_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.formula(organization_id, kpi_id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.dashboard_group
    ADD CONSTRAINT group_parent FOREIGN KEY (organization_id, parent_id, parent_depth) REFERENCES kpi.dashboard_group(organization_id, id, depth);

ALTER TABLE ONLY kpi.import_change
    ADD CONSTRAINT import_change_organization_id_job_id_fkey FOREIGN KEY (organization_id, job_id) REFERENCES kpi.import_job(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.import_job
    ADD CONSTRAINT import_job_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.import_job
    ADD CONSTRAINT import_job_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.import_job
    ADD CONSTRAINT import_job_organization_id_mapping_id_fkey FOREIGN KEY (organization_id, mapping_id) REFERENCES kpi.import_mapping(organization_id, id) ON DELETE SET NULL (mapping_id);

ALTER TABLE ONLY kpi.import_job
    ADD CONSTRAINT import_job_organization_id_source_id_fkey FOREIGN KEY (organization_id, source_id) REFERENCES kpi.import_source(organization_id, id) ON DELETE SET NULL (source_id);

ALTER TABLE ONLY kpi.import_job
    ADD CONSTRAINT import_job_organization_id_suggested_mapping_id_fkey FOREIGN KEY (organization_id, suggested_mapping_id) REFERENCES kpi.import_mapping(organization_id, id) ON DELETE SET NULL (suggested_mapping_id);

ALTER TABLE ONLY kpi.import_job
    ADD CONSTRAINT import_job_organization_id_undone_by_fkey FOREIGN KEY (organization_id, undone_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.import_mapping
    ADD CONSTRAINT import_mapping_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.import_mapping
    ADD CONSTRAINT import_mapping_organization_id_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.import_source
    ADD CONSTRAINT import_source_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.import_source
    ADD CONSTRAINT import_source_organization_id_mapping_id_fkey FOREIGN KEY (organization_id, mapping_id) REFERENCES kpi.import_mapping(organization_id, id) ON DELETE SET NULL (mapping_id);

ALTER TABLE ONLY kpi.import_source
    ADD CONSTRAINT import_source_organization_id_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.kpi
    ADD CONSTRAINT kpi_organization_id_dashboard_id_fkey FOREIGN KEY (organization_id, dashboard_id) REFERENCES kpi.dashboard(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.kpi
    ADD CONSTRAINT kpi_organization_id_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.meeting_attendee
    ADD CONSTRAINT meeting_attendee_organization_id_meeting_id_fkey FOREIGN KEY (organization_id, meeting_id) REFERENCES kpi.meeting(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.meeting_attendee
    ADD CONSTRAINT meeting_attendee_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.meeting_note
    ADD CONSTRAINT meeting_note_organization_id_action_id_fkey FOREIGN KEY (organization_id, action_id) REFERENCES kpi.action(organization_id, id) ON DELETE SET NULL (action_id);

ALTER TABLE ONLY kpi.meeting_note
    ADD CONSTRAINT meeting_note_organization_id_author_id_fkey FOREIGN KEY (organization_id, author_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.meeting_note
    ADD CONSTRAINT meeting_note_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE SET NULL (kpi_id);

ALTER TABLE ONLY kpi.meeting_note
    ADD CONSTRAINT meeting_note_organization_id_meeting_id_fkey FOREIGN KEY (organization_id, meeting_id) REFERENCES kpi.meeting(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.meeting
    ADD CONSTRAINT meeting_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.meeting
    ADD CONSTRAINT meeting_organization_id_dashboard_id_fkey FOREIGN KEY (organization_id, dashboard_id) REFERENCES kpi.dashboard(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.meeting_standing
    ADD CONSTRAINT meeting_standing_organization_id_meeting_id_fkey FOREIGN KEY (organization_id, meeting_id) REFERENCES kpi.meeting(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.morning_round
    ADD CONSTRAINT morning_round_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.reminder
    ADD CONSTRAINT reminder_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.reminder_setting
    ADD CONSTRAINT reminder_setting_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.screen_dashboard
    ADD CONSTRAINT screen_dashboard_organization_id_dashboard_id_fkey FOREIGN KEY (organization_id, dashboard_id) REFERENCES kpi.dashboard(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.screen_dashboard
    ADD CONSTRAINT screen_dashboard_organization_id_screen_id_fkey FOREIGN KEY (organization_id, screen_id) REFERENCES kpi.screen(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.screen
    ADD CONSTRAINT screen_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.screen
    ADD CONSTRAINT screen_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES kernel.organization(id);

ALTER TABLE ONLY kpi.target
    ADD CONSTRAINT target_frequency_locked FOREIGN KEY (organization_id, kpi_id, frequency) REFERENCES kpi.kpi(organization_id, id, frequency) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.target
    ADD CONSTRAINT target_organization_id_updated_by_fkey FOREIGN KEY (organization_id, updated_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.threshold
    ADD CONSTRAINT threshold_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.threshold
    ADD CONSTRAINT threshold_organization_id_kpi_id_fkey FOREIGN KEY (organization_id, kpi_id) REFERENCES kpi.kpi(organization_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.value
    ADD CONSTRAINT value_frequency_locked FOREIGN KEY (organization_id, kpi_id, frequency) REFERENCES kpi.kpi(organization_id, id, frequency) ON DELETE CASCADE;

ALTER TABLE ONLY kpi.value
    ADD CONSTRAINT value_organization_id_approved_by_fkey FOREIGN KEY (organization_id, approved_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.value
    ADD CONSTRAINT value_organization_id_corrected_by_fkey FOREIGN KEY (organization_id, corrected_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.value
    ADD CONSTRAINT value_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES kernel."user"(organization_id, id);

ALTER TABLE ONLY kpi.value
    ADD CONSTRAINT value_organization_id_kpi_id_threshold_id_fkey FOREIGN KEY (organization_id, kpi_id, threshold_id) REFERENCES kpi.threshold(organization_id, kpi_id, id);

ALTER TABLE kernel.access_grant ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.account_token ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.audit_entry ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.audit_head ENABLE ROW LEVEL SECURITY;

CREATE POLICY clean_up ON kernel.account_token TO socle_owner USING (true);

CREATE POLICY clean_up ON kernel.event TO socle_owner USING (true);

CREATE POLICY clean_up ON kernel.idempotency_key TO socle_owner USING (true);

CREATE POLICY clean_up ON kernel.refresh_token TO socle_owner USING (true);

CREATE POLICY clean_up ON kernel.session TO socle_owner USING (true);

CREATE POLICY counted ON kernel.notification FOR SELECT TO socle_owner USING (true);

CREATE POLICY counted ON kernel.organization FOR SELECT TO socle_owner USING (true);

ALTER TABLE kernel.event ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.file ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.idempotency_key ENABLE ROW LEVEL SECURITY;

CREATE POLICY kpi_is_visible ON kernel.notification AS RESTRICTIVE FOR SELECT TO socle_app USING ((((COALESCE(link, ''::text) !~ '^/kpis/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'::text) OR (EXISTS ( SELECT
   FROM (kpi.kpi k
     JOIN kpi.visible_dashboard d ON (((d.organization_id = k.organization_id) AND (d.id = k.dashboard_id))))
  WHERE (k.id = ("substring"(notification.link, '^/kpis/([0-9a-f-]{36})'::text))::uuid)))) AND ((COALESCE(link, ''::text) !~ '^/dashboards/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'::text) OR (EXISTS ( SELECT
   FROM kpi.visible_dashboard d
  WHERE (d.id = ("substring"(notification.link, '^/dashboards/([0-9a-f-]{36})'::text))::uuid)))) AND ((about_kind IS DISTINCT FROM 'kpi.kpi'::text) OR (NOT (EXISTS ( SELECT
   FROM unnest(notification.about_ids) named(id)
  WHERE (NOT (EXISTS ( SELECT
           FROM (kpi.kpi k
             JOIN kpi.visible_dashboard d ON (((d.organization_id = k.organization_id) AND (d.id = k.dashboard_id))))
          WHERE (k.id = named.id)))))))) AND ((about_kind IS DISTINCT FROM 'kpi.comment'::text) OR (EXISTS ( SELECT
   FROM kpi.comment c
  WHERE (c.id = ANY (notification.about_ids)))))));

CREATE POLICY kpi_meeting_is_visible ON kernel.notification AS RESTRICTIVE FOR SELECT TO socle_app USING (((COALESCE(link, ''::text) !~ '^/meetings/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'::text) OR (EXISTS ( SELECT
   FROM (kpi.meeting m
     JOIN kpi.visible_dashboard d ON (((d.organization_id = m.organization_id) AND (d.id = m.dashboard_id))))
  WHERE (m.id = ("substring"(notification.link, '^/meetings/([0-9a-f-]{36})'::text))::uuid)))));

CREATE POLICY lookup ON kernel."user" FOR SELECT TO socle_owner USING (true);

ALTER TABLE kernel.notification ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.notification_preference ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.organization ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.refresh_token ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.session ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.team ENABLE ROW LEVEL SECURITY;

ALTER TABLE kernel.team_member ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant ON kernel.access_grant USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.account_token USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.audit_entry USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.audit_head USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.event USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.file USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.idempotency_key USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.notification USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.notification_preference USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.organization USING ((id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.refresh_token USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.session USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.team USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel.team_member USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kernel."user" USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

ALTER TABLE kernel."user" ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.action ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.action_person ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.alert_recipient ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.alert_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.alert_state ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.annotation ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.approval_notice ENABLE ROW LEVEL SECURITY;

CREATE POLICY clean_up ON kpi.import_change TO socle_owner USING (true);

ALTER TABLE kpi.comment ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.comment_attachment ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.comment_mention ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.dashboard ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.dashboard_group ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.digest ENABLE ROW LEVEL SECURITY;

CREATE POLICY due ON kpi.import_source FOR SELECT TO socle_owner USING (true);

ALTER TABLE kpi.evidence ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.formula ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.formula_term ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.import_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.import_job ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.import_mapping ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.import_source ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.kpi ENABLE ROW LEVEL SECURITY;

CREATE POLICY lookup ON kpi.screen FOR SELECT TO socle_owner USING (true);

ALTER TABLE kpi.meeting ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.meeting_attendee ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.meeting_note ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.meeting_standing ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.morning_round ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.reminder ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.reminder_setting ENABLE ROW LEVEL SECURITY;

CREATE POLICY screen ON kpi.dashboard AS RESTRICTIVE FOR SELECT USING (((( SELECT NULLIF(current_setting('socle.screen'::text, true), ''::text) AS "nullif") IS NULL) OR (id IN ( SELECT s.dashboard_id
   FROM kpi.screen_dashboard s
  WHERE (s.screen_id = ( SELECT (NULLIF(current_setting('socle.screen'::text, true), ''::text))::uuid AS "nullif"))))));

ALTER TABLE kpi.screen ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.screen_dashboard ENABLE ROW LEVEL SECURITY;

CREATE POLICY swept ON kpi.import_job FOR SELECT TO socle_owner USING (true);

ALTER TABLE kpi.target ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant ON kpi.action USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.action_person USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.alert_recipient USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.alert_rule USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.alert_state USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.annotation USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.approval_notice USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.comment USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.comment_attachment USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.comment_mention USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.dashboard USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.dashboard_group USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.digest USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.evidence USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.formula USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.formula_term USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.import_change USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.import_job USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.import_mapping USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.import_source USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.kpi USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.meeting USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.meeting_attendee USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.meeting_note USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.meeting_standing USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.morning_round USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.reminder USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.reminder_setting USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.screen USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.screen_dashboard USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.target USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.threshold USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON kpi.value USING ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('socle.organization'::text, true), ''::text))::uuid AS "nullif")));

ALTER TABLE kpi.threshold ENABLE ROW LEVEL SECURITY;

ALTER TABLE kpi.value ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA kernel TO socle_app;

GRANT USAGE ON SCHEMA kpi TO socle_app;

REVOKE ALL ON FUNCTION kernel.announce_event() FROM PUBLIC;

REVOKE ALL ON FUNCTION kernel.append_audit(action text, entity text, entity_id uuid, summary text, before text, after text) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.append_audit(action text, entity text, entity_id uuid, summary text, before text, after text) TO socle_app;

REVOKE ALL ON FUNCTION kernel.find_account_token(wanted_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.find_account_token(wanted_hash bytea) TO socle_app;

REVOKE ALL ON FUNCTION kernel.find_login(wanted_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.find_login(wanted_email text) TO socle_app;

REVOKE ALL ON FUNCTION kernel.find_refresh_token(wanted_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.find_refresh_token(wanted_hash bytea) TO socle_app;

REVOKE ALL ON FUNCTION kernel.find_session(wanted_organization uuid, wanted_user uuid, wanted_session uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.find_session(wanted_organization uuid, wanted_user uuid, wanted_session uuid) TO socle_app;

REVOKE ALL ON FUNCTION kernel.forget_spent() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.forget_spent() TO socle_app;

REVOKE ALL ON FUNCTION kernel.is_empty() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.is_empty() TO socle_app;

REVOKE ALL ON FUNCTION kernel.list_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.list_organizations() TO socle_app;

REVOKE ALL ON FUNCTION kernel.organizations_to_mail() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.organizations_to_mail() TO socle_app;

REVOKE ALL ON FUNCTION kernel.protect(target regclass, key text, verbs text) FROM PUBLIC;

REVOKE ALL ON FUNCTION kernel.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION kernel.scope_organization() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.scope_organization() TO socle_app;

REVOKE ALL ON FUNCTION kernel.scope_role() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.scope_role() TO socle_app;

REVOKE ALL ON FUNCTION kernel.scope_user() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.scope_user() TO socle_app;

REVOKE ALL ON FUNCTION kpi.delete_kept_file() FROM PUBLIC;

REVOKE ALL ON FUNCTION kpi.due_import_sources() FROM PUBLIC;
GRANT ALL ON FUNCTION kpi.due_import_sources() TO socle_app;

REVOKE ALL ON FUNCTION kpi.find_screen(wanted_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION kpi.find_screen(wanted_hash bytea) TO socle_app;

REVOKE ALL ON FUNCTION kpi.forget_import_changes() FROM PUBLIC;
GRANT ALL ON FUNCTION kpi.forget_import_changes() TO socle_app;

REVOKE ALL ON FUNCTION kpi.interrupted_imports() FROM PUBLIC;
GRANT ALL ON FUNCTION kpi.interrupted_imports() TO socle_app;

REVOKE ALL ON FUNCTION kpi.refuse_locked() FROM PUBLIC;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.access_grant TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.account_token TO socle_app;

GRANT SELECT ON TABLE kernel.audit_entry TO socle_app;

GRANT SELECT ON TABLE kernel.audit_head TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kernel.event TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kernel.file TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.idempotency_key TO socle_app;

GRANT SELECT ON TABLE kernel.key_generation TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.notification TO socle_app;

GRANT SELECT,INSERT,UPDATE ON TABLE kernel.notification_preference TO socle_app;

GRANT SELECT,INSERT,UPDATE ON TABLE kernel.organization TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.refresh_token TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.session TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.team TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.team_member TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.throttle TO socle_app;

GRANT SELECT,INSERT,UPDATE ON TABLE kernel."user" TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.action TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.action_person TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.alert_recipient TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.alert_rule TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.alert_state TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.annotation TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.approval_notice TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.comment TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.comment_attachment TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.comment_mention TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.dashboard TO socle_app;

GRANT SELECT ON TABLE kpi.dashboard_access TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.dashboard_group TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.digest TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.evidence TO socle_app;

GRANT UPDATE(value_id) ON TABLE kpi.evidence TO socle_app;

GRANT UPDATE(period_start) ON TABLE kpi.evidence TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.formula TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.formula_term TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.import_change TO socle_app;

GRANT SELECT,INSERT,UPDATE ON TABLE kpi.import_job TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.import_mapping TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.import_source TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.kpi TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.meeting TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.meeting_attendee TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.meeting_note TO socle_app;

GRANT SELECT,INSERT ON TABLE kpi.meeting_standing TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.morning_round TO socle_app;

GRANT SELECT,INSERT,DELETE ON TABLE kpi.reminder TO socle_app;

GRANT SELECT,INSERT,UPDATE ON TABLE kpi.reminder_setting TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.screen TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.screen_dashboard TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.target TO socle_app;

GRANT SELECT,INSERT,UPDATE ON TABLE kpi.threshold TO socle_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kpi.value TO socle_app;

GRANT SELECT ON TABLE kpi.visible_dashboard TO socle_app;

GRANT SELECT ON TABLE kpi.value_detail TO socle_app;
