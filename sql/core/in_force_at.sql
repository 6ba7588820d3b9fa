-- One row per key of a kind: the submission in force at known_at, that is the last received that was neither returned nor withdrawn.
create or replace macro in_force_at(known_at) as table
    select
        submission.submission_id,
        submission.kind,
        submission.unit_code,
        submission.subject_code,
        submission.period,
        submission.received_at,
    from submission
    where
        submission.received_at <= known_at::timestamp
        and submission.submission_id not in (
            select event.submission_id
            from event
            where event.kind in ('returned', 'withdrawn') and event.happened_at <= known_at::timestamp and event.submission_id is not null
        )
    qualify row_number() over (
        partition by submission.kind, submission.unit_code, submission.subject_code, submission.period
        order by submission.received_at desc, submission.submission_id desc
    ) = 1;
