-- One row per submission in force that was sent through the page with a warning nobody has confirmed: its figures are 待核.
create or replace macro unconfirmed_at(as_of, known_at) as table
    select
        warned.submission_id,
        warned.unit_code,
        unit.name as unit_name,
        warned.period,
        count(*)::integer as warnings,
    from unconfirmed_warning_at(known_at) as warned
    left join plan_unit_at(known_at) as unit on unit.unit_code = warned.unit_code
    group by all;
