-- One row per indicator of a plan version.
create table if not exists plan_indicator (
    plan_version_no integer not null,
    indicator_id varchar not null,
    task_no integer not null,
    name varchar not null,
    kind varchar not null,
    unit varchar,
    "window" varchar not null,
    reported_by varchar not null,
    weight double not null,
    basis varchar,
    note varchar,
);
