-- One row: the plan version in force at known_at, its span, and the day that figures speak of: as_of, held within that span.
create or replace macro moment_at(as_of, known_at) as table
    select
        plan_version_no,
        start_date as plan_start,
        end_date as plan_end,
        held_as_of(as_of, known_at) as held,
    from plan_window
    where plan_version_no = plan_version_at(known_at) and "window" = 'plan';
