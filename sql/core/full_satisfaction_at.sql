-- One row per (review round with a 群众满意度 workbook in force that holds every county-level unit, county-level unit), rounds that are
-- dated later among them: what totals may take their satisfaction from.
create or replace macro full_satisfaction_at(known_at) as table
    with unit as (
        select unit_code from plan_unit_at(known_at) where kind in ('county', 'park')
    )
    select result.round_date, result.unit_code, result.satisfaction
    from in_force_at(known_at) as in_force
    inner join satisfaction_result as result
        on result.submission_id = in_force.submission_id and result.round_date = in_force.period
    inner join unit on unit.unit_code = result.unit_code
    where in_force.kind = 'satisfaction'
    qualify count(*) over (partition by result.round_date) = (select count(*) from unit);
