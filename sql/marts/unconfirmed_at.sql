-- One row per submission in force that was sent through the page with a warning nobody has confirmed: its figures are 待核.
create or replace macro unconfirmed_at(as_of, known_at) as table
    select
        in_force.submission_id,
        in_force.unit_code,
        unit.name as unit_name,
        in_force.period,
        count(*)::integer as warnings,
    from in_force_at(known_at) as in_force
    inner join submission on submission.submission_id = in_force.submission_id
    inner join submission_warning on submission_warning.submission_id = in_force.submission_id
    left join plan_unit_at(known_at) as unit on unit.unit_code = in_force.unit_code
    where
        not submission.is_confirmed
        and in_force.submission_id not in (
            select event.submission_id
            from event
            where event.kind = 'warnings_confirmed' and event.happened_at <= known_at::timestamp and event.submission_id is not null
        )
    group by all;
