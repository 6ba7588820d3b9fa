-- One row per (unit, indicator with a target of its own, counted window), windows still to come included. As known now, for today.
create or replace view fulfilment_by_indicator_window as
    select * from fulfilment_by_indicator_window_at(office_now()::date, office_now());
