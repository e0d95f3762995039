-- Automatic sources: who a password belongs to, and who asked for the reading that is under way.
-- Locks: kpi.import_source for an instant (nothing could fill it before).

alter table kpi.import_source
  -- of BASIC; the password itself is sealed
  add column user_name text check (char_length(user_name) between 1 and 200),
  add column leased_for text check (leased_for in ('SCHEDULE', 'PERSON')),
  add constraint import_source_named check ((credentials = 'BASIC') = (user_name is not null)),
  add constraint import_source_leased_for check ((lease_id is null) = (leased_for is null));
create index import_source_by_name on kpi.import_source (organization_id, lower(btrim(name)), id);
