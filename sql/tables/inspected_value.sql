-- One row per indicator of an inspection sheet; the key stands here too, so that a filter on it reaches the scan.
-- verified is null where 核实值 is blank beside a finding, which verifies nothing.
create table if not exists inspected_value (
    submission_id varchar not null,
    inspector_code varchar not null,
    unit_code varchar not null,
    period date not null,
    indicator_id varchar not null,
    verified double,
    numerator double,
    denominator double,
    typed varchar,
    self_typed varchar,
    evidence_complete varchar,
    finding varchar,
    due_date date,
    source_cell varchar not null,
);
