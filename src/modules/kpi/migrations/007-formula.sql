-- Formulas: KPIs computed from other KPIs.
-- Locks: creates new objects only; nothing that exists is locked.

-- How a KPI is computed. It repeats the frequency of its KPI, as its terms repeat those of theirs, so that no change of
-- frequency can leave a calculation between calendars that do not nest.
create table kpi.formula (
  organization_id uuid not null,
  kpi_id uuid not null,
  frequency text not null,
  kind text not null check (kind in ('SUM', 'RATIO_OF_SUMS', 'WEIGHTED_AVERAGE')),
  factor kpi.decimal,
  updated_by uuid,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, kpi_id),
  constraint formula_frequency_locked foreign key (organization_id, kpi_id, frequency)
    references kpi.kpi (organization_id, id, frequency) on delete cascade,
  foreign key (organization_id, updated_by) references kernel."user" (organization_id, id),
  constraint formula_factor check ((kind = 'RATIO_OF_SUMS') = (factor is not null) and factor <> 0)
);
select kernel.protect('kpi.formula');

-- The inputs of a formula, each at its place. In an average a term has a constant weight, or a row of side WEIGHT at the
-- same place names the KPI that weighs it. A KPI that is an input cannot be deleted: its dependents go first.
create table kpi.formula_term (
  organization_id uuid not null,
  kpi_id uuid not null,
  side text not null check (side in ('TERM', 'WEIGHT', 'NUMERATOR', 'DENOMINATOR')),
  position smallint not null check (position between 0 and 49),
  input_id uuid not null,
  input_frequency text not null,
  coefficient kpi.decimal,
  primary key (organization_id, kpi_id, side, position),
  foreign key (organization_id, kpi_id) references kpi.formula (organization_id, kpi_id) on delete cascade,
  constraint formula_input_locked foreign key (organization_id, input_id, input_frequency)
    references kpi.kpi (organization_id, id, frequency),
  constraint formula_not_of_itself check (input_id <> kpi_id),
  constraint formula_coefficient check (coefficient <> 0 and (side <> 'WEIGHT' or coefficient is null)
    and (side in ('TERM', 'WEIGHT') or coefficient is not null))
);
create index formula_by_input on kpi.formula_term (organization_id, input_id, kpi_id);
select kernel.protect('kpi.formula_term');
