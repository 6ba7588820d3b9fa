-- One row per kind of demonstration site of a plan version.
create table if not exists plan_site_domain (
    plan_version_no integer not null,
    domain varchar not null,
    name varchar not null,
    indicator_id varchar not null,
    level varchar,
);
