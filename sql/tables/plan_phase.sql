-- One row per phase of a plan version; phases may overlap.
create table if not exists plan_phase (
    plan_version_no integer not null,
    phase_no integer not null,
    name varchar not null,
    start_date date not null,
    end_date date not null,
    work varchar,
);
