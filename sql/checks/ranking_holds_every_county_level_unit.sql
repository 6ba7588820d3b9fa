-- One row per county-level unit of the plan that the ranking lacks or holds twice.
select unit.unit_code, count(ranking.unit_code) as places
from plan_unit_at(office_now()) as unit
left join county_ranking_at(office_now()::date, office_now()) as ranking on ranking.unit_code = unit.unit_code
where unit.kind in ('county', 'park')
group by unit.unit_code
having count(ranking.unit_code) <> 1;
