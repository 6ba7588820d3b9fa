-- One row per indicator that an inspection holds more than once: which of the two counted would be chance.
select submission_id, indicator_id, count(*) as places
from inspected_value
group by all
having count(*) > 1;
