-- One row per file of a plan version, as it came.
create table if not exists plan_file (
    plan_version_no integer not null,
    file_name varchar not null,
    content blob not null,
);
