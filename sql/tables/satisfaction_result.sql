-- One row per unit of a round's 群众满意度, 0 to 100: totals only. The round's date stands here too, so that a filter on it reaches the scan.
create table if not exists satisfaction_result (
    submission_id varchar not null,
    round_date date not null,
    unit_code varchar not null,
    answers integer,
    satisfaction double not null,
    typed varchar not null,
    source_cell varchar not null,
);
