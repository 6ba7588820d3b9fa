-- One row per (unit, indicator with a target of its own); target to source_cell are of the newest counted window that has begun. As known now, for today.
create or replace view fulfilment_by_indicator as
    select * from fulfilment_by_indicator_at(office_now()::date, office_now());
