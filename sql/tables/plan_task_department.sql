-- One row per department that the notice lists for a task, in its order.
create table if not exists plan_task_department (
    plan_version_no integer not null,
    task_no integer not null,
    unit_name varchar not null,
    listed_order integer not null,
);
