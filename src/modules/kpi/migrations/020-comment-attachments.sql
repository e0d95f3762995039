-- Files on comments.
-- Locks: nothing that is written to (a new table; a function gets the name of what it does for two tables).

alter function kpi.delete_evidence_file() rename to delete_kept_file;

create table kpi.comment_attachment (
  organization_id uuid not null,
  id uuid not null,
  comment_id uuid not null,
  file_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, comment_id) references kpi.comment (organization_id, id) on delete cascade,
  foreign key (organization_id, file_id) references kernel.file (organization_id, id)
);
create index comment_attachment_by_comment on kpi.comment_attachment (organization_id, comment_id, id);
create unique index comment_attachment_file_taken on kpi.comment_attachment (organization_id, file_id);
select kernel.protect('kpi.comment_attachment', verbs => 'select, insert, delete');

-- The file goes with its attachment, however that went: alone, with its comment, its action, its KPI, its dashboard.
create trigger comment_attachment_file after delete on kpi.comment_attachment referencing old table as gone
  for each statement execute function kpi.delete_kept_file();
