-- One row per official score outside 0 to 100.
select round_date, unit_code, official_score
from official_score_at('infinity'::date, office_now())
where official_score not between 0 and 100;
