-- One row per place that a submission was warned of.
create table if not exists submission_warning (
    submission_id varchar not null,
    rule varchar not null,
    sheet varchar,
    cell varchar,
    message varchar not null,
);
