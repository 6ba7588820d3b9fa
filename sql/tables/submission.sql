-- One row per accepted workbook. Never changed or deleted.
create table if not exists submission (
    submission_id varchar not null,
    kind varchar not null,
    unit_code varchar,
    subject_code varchar,
    period date,
    file_name varchar not null,
    sha256 varchar not null,
    received_at timestamp not null,
    received_by varchar not null,
    row_count integer not null,
    is_confirmed boolean not null,
    is_demo boolean not null,
);
