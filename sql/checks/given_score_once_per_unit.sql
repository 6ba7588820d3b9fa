-- One row per unit that a scoring sheet holds more than once: one rater would count as two.
select submission_id, unit_code, count(*) as places
from given_score
group by all
having count(*) > 1;
