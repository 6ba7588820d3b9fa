-- One row per (unit, domain) with a target or a site, and per pooled domain one for the city. As known now, for today.
create or replace view site_quota as
    select * from site_quota_at(office_now()::date, office_now());
