-- The decimals to which the result of a formula is rounded.
-- Locks: kpi.formula for an instant; a default that is a constant rewrites nothing.

alter table kpi.formula add column decimals smallint not null default 6 check (decimals between 0 and 6);
