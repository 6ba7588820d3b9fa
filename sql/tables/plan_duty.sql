-- One row per (unit, indicator that exists for it, counted window) of a plan version: the plan spelled out once, when it is stored.
-- target is the unit's own, pooled_target the one that county-level units fill together. A version never changes, so neither does this;
-- sql/checks/plan_duty_is_resolved.sql holds it against its definition.
create table if not exists plan_duty (
    plan_version_no integer not null,
    unit_code varchar not null,
    unit_kind varchar not null,
    indicator_id varchar not null,
    indicator_kind varchar not null,
    indicator_weight double not null,
    task_no integer not null,
    section_no integer not null,
    scored boolean not null,
    task_weight double not null,
    target double,
    pooled_target double,
    joint boolean not null,
    window_label varchar not null,
    window_start date not null,
    window_end date not null,
);
