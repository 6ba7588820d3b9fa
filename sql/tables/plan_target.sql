-- One row per target row of a plan version; target is null for 不适用.
create table if not exists plan_target (
    plan_version_no integer not null,
    indicator_id varchar not null,
    scope_kind varchar not null,
    scope varchar not null,
    target double,
    joint boolean not null,
    note varchar,
);
