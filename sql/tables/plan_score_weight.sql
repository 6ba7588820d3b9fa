-- One row per part of the total of a plan version.
create table if not exists plan_score_weight (
    plan_version_no integer not null,
    part varchar not null,
    weight double not null,
);
