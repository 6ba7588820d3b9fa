-- One row per finding of an inspection in force, and how far its rectification is. As known now, for today.
create or replace view rectifications as
    select * from rectifications_at(office_now()::date, office_now());
