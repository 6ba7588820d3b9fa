-- One row per task of a plan version.
create table if not exists plan_task (
    plan_version_no integer not null,
    task_no integer not null,
    section_no integer not null,
    title varchar not null,
    scored boolean not null,
    weight double not null,
    text varchar,
);
