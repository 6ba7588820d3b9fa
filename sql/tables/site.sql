-- One row per demonstration site of a register. unit_code stands here too, so that a filter on it reaches the scan.
-- named_on is null where 命名时间 is blank; coordinates are GCJ-02.
create table if not exists site (
    submission_id varchar not null,
    unit_code varchar not null,
    domain varchar not null,
    name varchar not null,
    folded_name varchar not null,
    level varchar,
    township varchar,
    named_on date,
    longitude double,
    latitude double,
    remark varchar,
    source_cell varchar not null,
);
