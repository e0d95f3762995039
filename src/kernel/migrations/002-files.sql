-- Files that people hand over: what is told of them. Their bytes are in the store of kernel/files, by their checksum.
-- Locks: creates new objects only; nothing that exists is locked.

-- One row per handing over, with the name its sender gave it: two people who send the same bytes share one copy of them,
-- not each other's file names.
create table kernel.file (
  organization_id uuid not null references kernel.organization (id),
  id uuid not null,
  name text not null check (char_length(name) between 1 and 200),
  media_type text not null check (char_length(media_type) between 3 and 120),
  bytes bigint not null check (bytes > 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references kernel."user" (organization_id, id)
);
create index file_by_content on kernel.file (organization_id, sha256);
select kernel.protect('kernel.file', verbs => 'select, insert, delete');
