-- One row: the version of these tables that the file holds, and the digest of the views that were built last.
create table if not exists schema_version (
    version integer not null,
    views_sha256 varchar not null,
);
