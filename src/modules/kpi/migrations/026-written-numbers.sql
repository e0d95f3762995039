-- When a number was written, apart from when it was judged again; and what minutes say of numbers that were not final.
-- Locks: kpi.value for columns without default, one update of all its rows and a check that they are complete (writers wait
-- meanwhile: about 1 s for 100 000 values); kpi.import_change and kpi.meeting_standing for the moment of their columns.

-- `judged_at`: the last time a verdict was given anew to a number that stayed.
alter table kpi.value add column entered_at timestamptz, add column judged_at timestamptz;
alter table kpi.import_change add column old_entered_at timestamptz;

-- A number that nobody corrected was written when its row was made. Of a corrected one only the last change of the row is
-- known: the latest moment at which it can have been written. The owner may be no superuser: under FORCE he would see none
-- of these rows. No number moves, so closed periods stay closed: the guard of numbers looks away for this statement.
alter table kpi.value no force row level security;
alter table kpi.value disable trigger value_locked_update;
update kpi.value set entered_at = case when corrected_by is null then created_at else updated_at end;
alter table kpi.value enable trigger value_locked_update;
alter table kpi.value force row level security;
alter table kpi.value alter column entered_at set default now(), alter column entered_at set not null;

-- Minutes of meetings that were closed before do not know it, and say nothing.
alter table kpi.meeting_standing
  add column provisional boolean not null default false,
  add column approval text check (approval in ('PENDING', 'APPROVED'));
