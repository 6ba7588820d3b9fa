-- One row per (unit, task) with an indicator of the unit's own; tasks that are not scored are among them. As known now, for today.
create or replace view fulfilment_by_task_unit as
    select * from fulfilment_by_task_unit_at(office_now()::date, office_now());
