-- One row per county-level unit: its total, its place, and the place it had at the end of the month before. As known now, for today.
create or replace view county_ranking as
    select * from county_ranking_at(office_now()::date, office_now());
