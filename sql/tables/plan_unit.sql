-- One row per unit of a plan version: county-level units, parks and departments alike, told apart by kind.
create table if not exists plan_unit (
    plan_version_no integer not null,
    unit_code varchar not null,
    name varchar not null,
    kind varchar not null,
    unit_class varchar not null,
    adcode varchar,
    report_cycle varchar not null,
    unit_order integer not null,
);
