-- One row per scored unit of a scoring sheet: a rater's points, one for each criterion in the plan's order.
-- The key stands here too, so that a filter on it reaches the scan.
create table if not exists given_score (
    submission_id varchar not null,
    rater_code varchar not null,
    round_date date not null,
    unit_code varchar not null,
    scores double[] not null,
    remark varchar,
    source_cell varchar not null,
);
