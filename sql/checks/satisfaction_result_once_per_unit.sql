-- One row per unit that a 群众满意度 workbook holds more than once: which of the two counted would be chance.
select submission_id, unit_code, count(*) as places
from satisfaction_result
group by all
having count(*) > 1;
