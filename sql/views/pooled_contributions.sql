-- One row per (pooled indicator, county-level unit): what the unit adds in the newest counted window that has begun. As known now, for today.
create or replace view pooled_contributions as
    select * from pooled_contributions_at(office_now()::date, office_now());
