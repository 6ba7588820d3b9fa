-- The first day of the plan in force at known_at.
create or replace macro plan_start_at(known_at) as (
    select start_date from plan_window where plan_version_no = plan_version_at(known_at) and "window" = 'plan'
);
