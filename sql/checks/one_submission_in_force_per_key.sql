-- One row per key with more than one submission in force: a figure would count twice.
select kind, unit_code, subject_code, period, count(*) as submissions
from in_force_at(office_now())
group by all
having count(*) > 1;
