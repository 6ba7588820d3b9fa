-- One row per window of a plan version: a span over which indicators of its kind count.
create table if not exists plan_window (
    plan_version_no integer not null,
    "window" varchar not null,
    label varchar not null,
    start_date date not null,
    end_date date not null,
    counted boolean not null,
    note varchar,
);
