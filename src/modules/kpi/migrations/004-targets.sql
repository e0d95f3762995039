-- Targets per period, and annotations of periods.
-- Locks: creates new objects only; nothing that exists is locked.

-- What a KPI is to reach in one period; apart from the thresholds, which judge. Like a value it repeats the frequency of
-- its KPI and is canonical for it, so that a change of frequency cannot leave targets of another calendar behind.
create table kpi.target (
  organization_id uuid not null,
  kpi_id uuid not null,
  frequency text not null,
  period_start date not null check (period_start between '1990-01-01' and '2100-12-31'),
  period_end date not null,
  period_label text not null check (char_length(period_label) between 4 and 10),
  value kpi.decimal not null,
  updated_by uuid,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, kpi_id, period_start),
  constraint target_frequency_locked foreign key (organization_id, kpi_id, frequency)
    references kpi.kpi (organization_id, id, frequency) on delete cascade,
  foreign key (organization_id, updated_by) references kernel."user" (organization_id, id),
  constraint target_period_canonical check (case frequency
    when 'DAILY' then period_end = period_start
    when 'WEEKLY' then extract(isodow from period_start) = 1 and period_end = period_start + 6
    when 'MONTHLY' then extract(day from period_start) = 1
      and period_end = (period_start + interval '1 month')::date - 1
    when 'QUARTERLY' then extract(day from period_start) = 1 and extract(month from period_start) in (1, 4, 7, 10)
      and period_end = (period_start + interval '3 months')::date - 1
    when 'HALF_YEARLY' then extract(day from period_start) = 1 and extract(month from period_start) in (1, 7)
      and period_end = (period_start + interval '6 months')::date - 1
    when 'YEARLY' then extract(doy from period_start) = 1
      and period_end = (period_start + interval '1 year')::date - 1
    else false end)
);
select kernel.protect('kpi.target');

-- What happened in a period, told beside the chart. It keeps a day, not a label: should the frequency change, it shows
-- in whichever period holds that day.
create table kpi.annotation (
  organization_id uuid not null,
  id uuid not null,
  kpi_id uuid not null,
  period_start date not null check (period_start between '1990-01-01' and '2100-12-31'),
  text text not null check (char_length(text) between 1 and 500),
  author_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, kpi_id) references kpi.kpi (organization_id, id) on delete cascade,
  foreign key (organization_id, author_id) references kernel."user" (organization_id, id)
);
create index annotation_by_kpi on kpi.annotation (organization_id, kpi_id, period_start, id);
create index annotation_by_author on kpi.annotation (organization_id, author_id);
select kernel.protect('kpi.annotation', verbs => 'select, insert, delete');
