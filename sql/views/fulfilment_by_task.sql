-- One row per task that county-level units have a figure for: the city's. As known now, for today.
create or replace view fulfilment_by_task as
    select * from fulfilment_by_task_at(office_now()::date, office_now());
