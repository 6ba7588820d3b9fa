-- One row per figure outside 0 to 1: a target of 0 or a nothing taken for a number.
select unit_code, task_no, fulfilment, expected
from fulfilment_by_task_unit_at(office_now()::date, office_now())
where fulfilment is null or expected is null or fulfilment not between 0 and 1 or expected not between 0 and 1;
