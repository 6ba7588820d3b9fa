-- One row per warning of a submission in force that was sent through the page, and that nobody has confirmed by known_at.
create or replace macro unconfirmed_warning_at(known_at) as table
    select
        in_force.submission_id,
        in_force.unit_code,
        in_force.period,
    from in_force_at(known_at) as in_force
    inner join submission on submission.submission_id = in_force.submission_id
    inner join submission_warning on submission_warning.submission_id = in_force.submission_id
    where
        not submission.is_confirmed
        and in_force.submission_id not in (
            select event.submission_id
            from event
            where event.kind = 'warnings_confirmed' and event.happened_at <= known_at::timestamp and event.submission_id is not null
        );
