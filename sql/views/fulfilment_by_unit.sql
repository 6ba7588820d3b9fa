-- One row per unit with a scored task, county-level units and departments alike. As known now, for today.
create or replace view fulfilment_by_unit as
    select * from fulfilment_by_unit_at(office_now()::date, office_now());
