-- The day that figures speak of: as_of, held within the plan's span.
create or replace macro held_as_of(as_of, known_at) as (
    select greatest(least(as_of::date, end_date), start_date)
    from plan_window
    where plan_version_no = plan_version_at(known_at) and "window" = 'plan'
);
