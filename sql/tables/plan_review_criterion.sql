-- One row per criterion of the peer review of a plan version.
create table if not exists plan_review_criterion (
    plan_version_no integer not null,
    criterion_no integer not null,
    name varchar not null,
    full_score double not null,
);
