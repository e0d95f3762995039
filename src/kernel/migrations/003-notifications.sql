-- What a notification is about, which ways it goes, and what each person wants to hear.
-- Locks: kernel.notification for a moment (new columns with constant defaults; no row is rewritten).

alter table kernel.notification
  -- what people choose by; `kind` stays the exact event
  add column topic text not null default 'OTHER'
    check (topic in ('ALERT', 'REMINDER', 'MENTION', 'ASSIGNMENT', 'IMPORT', 'OTHER')),
  -- the ways the person wanted when it was written
  add column in_app boolean not null default true,
  add column by_mail boolean not null default true,
  -- What it speaks of. The module that writes it narrows reading by a restrictive policy: what a person may not see any
  -- more is not told by an old notification either.
  add column about_kind text check (char_length(about_kind) between 1 and 60),
  add column about_ids uuid[] not null default '{}',
  add constraint notification_goes_somewhere check (in_app or by_mail);

-- One row per person who chose; without a row every topic is told both ways and there is no digest.
create table kernel.notification_preference (
  organization_id uuid not null,
  user_id uuid not null,
  digest text not null check (digest in ('NONE', 'DAILY', 'WEEKLY')),
  -- ISO: 1 is Monday
  digest_weekday smallint not null check (digest_weekday between 1 and 7),
  digest_hour smallint not null check (digest_hour between 0 and 23),
  -- topics that are not wanted, each way
  app_off text[] not null default '{}',
  mail_off text[] not null default '{}',
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, user_id),
  foreign key (organization_id, user_id) references kernel."user" (organization_id, id)
);
select kernel.protect('kernel.notification_preference', verbs => 'select, insert, update');

create or replace function kernel.organizations_to_mail() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select distinct n.organization_id from kernel.notification n
    where n.mailed_at is null and n.by_mail and n.read_at is null and n.created_at > now() - interval '1 day'
  $$;
