-- One row per accepted file's bytes, by their digest: everything derived can be made again from these.
create table if not exists original (
    sha256 varchar not null,
    content blob not null,
);
