-- One row per setting of a plan version.
create table if not exists plan_setting (
    plan_version_no integer not null,
    key varchar not null,
    value double not null,
    note varchar,
);
