-- One row per section (工程) of a plan version.
create table if not exists plan_section (
    plan_version_no integer not null,
    section_no integer not null,
    name varchar not null,
    aim varchar,
);
