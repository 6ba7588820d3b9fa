-- One row per indicator of a report. unit_code and period stand here too, so that a filter on them reaches the scan.
create table if not exists reported_value (
    submission_id varchar not null,
    unit_code varchar not null,
    period date not null,
    indicator_id varchar not null,
    value double not null,
    numerator double,
    denominator double,
    typed varchar not null,
    source_cell varchar not null,
    evidence varchar,
    problem varchar,
    next_step varchar,
    remark varchar,
);
