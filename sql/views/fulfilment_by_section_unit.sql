-- One row per (unit, section) with a scored task of the unit's. As known now, for today.
create or replace view fulfilment_by_section_unit as
    select * from fulfilment_by_section_unit_at(office_now()::date, office_now());
