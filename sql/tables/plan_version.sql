-- One row per version of the plan. The first is in force since ever.
create table if not exists plan_version (
    plan_version_no integer not null,
    in_force_from timestamp not null,
    stored_at timestamp not null,
    sha256 varchar not null,
    note varchar,
);
