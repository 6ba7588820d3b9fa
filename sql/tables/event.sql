-- One row per thing that happened, each holding the hash of the one before. Never changed or deleted.
create table if not exists event (
    event_no bigint not null,
    event_id varchar not null,
    happened_at timestamp not null,
    recorded_at timestamp not null,
    actor varchar not null,
    kind varchar not null,
    submission_id varchar,
    payload varchar not null,
    previous_hash varchar not null,
    hash varchar not null,
);
