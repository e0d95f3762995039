-- Locks: creates new objects only.
create schema notebook;
create table notebook.note (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  text text not null check (text <> ''),
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);
grant usage on schema notebook to socle_app;
select kernel.protect('notebook.note');
