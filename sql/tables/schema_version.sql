-- One row: the version of these tables that the file holds, the digest of the views that were built last, and the hash of the
-- last event, so that one taken off the end shows.
create table if not exists schema_version (
    version integer not null,
    views_sha256 varchar not null,
    last_event_hash varchar not null,
);
