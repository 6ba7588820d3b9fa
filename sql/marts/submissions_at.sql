-- One row per submission received by known_at, with its state at that moment.
create or replace macro submissions_at(as_of, known_at) as table
    with last_event as (
        select
            submission_id,
            arg_max(kind, event_no) as kind,
        from event
        where kind in ('returned', 'withdrawn') and happened_at <= known_at::timestamp
        group by submission_id
    )
    select
        submission.submission_id,
        submission.kind,
        submission.unit_code,
        unit.name as unit_name,
        submission.period,
        submission.file_name,
        submission.sha256,
        submission.received_at,
        submission.received_by,
        coalesce(last_event.kind, if(in_force.submission_id is null, 'superseded', 'in_force')) as state,
        case
            when submission.kind = 'report'
                then submission.received_at::date > due_date(submission.period, setting_at('report_due_day', known_at))
        end as is_late,
    from submission
    left join last_event on last_event.submission_id = submission.submission_id
    left join in_force_at(known_at) as in_force on in_force.submission_id = submission.submission_id
    left join plan_unit_at(known_at) as unit on unit.unit_code = submission.unit_code
    where submission.received_at <= known_at::timestamp;
