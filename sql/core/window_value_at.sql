-- One row per (unit, indicator, counted window), also for windows still to come and for pooled indicators: what counts there.
-- greatest(0, null) is 0 and least(null, 1) is 1 in DuckDB, so “not reported” has a branch of its own, and so has “no target”.
create or replace macro window_value_at(as_of, known_at) as table
    with duty as (
        select
            *,
            held_as_of(as_of, known_at) as held,
        from plan_duty
        where plan_version_no = plan_version_at(known_at)
    ), latest as (
        select
            duty.unit_code,
            duty.indicator_id,
            duty.window_start,
            max(reported.period) as period,
            arg_max(reported.value, reported.period) as reported_value,
            arg_max(reported.submission_id, reported.period) as submission_id,
            arg_max(reported.source_cell, reported.period) as source_cell,
        from duty
        inner join reported_in_force_at(known_at) as reported
            on reported.unit_code = duty.unit_code
            and reported.indicator_id = duty.indicator_id
            and reported.period between date_trunc('month', duty.window_start) and duty.window_end
        where reported.period <= duty.held
        group by duty.unit_code, duty.indicator_id, duty.window_start
    )
    select
        duty.* exclude (plan_version_no, held),
        duty.window_start <= duty.held as has_begun,
        latest.period,
        latest.reported_value as value,
        latest.reported_value,
        latest.submission_id,
        latest.source_cell,
        case
            when latest.reported_value is null or coalesce(duty.target, 0) = 0 then 0
            else least(latest.reported_value / nullif(duty.target, 0), 1)
        end as fulfilment,
        least(
            greatest(
                (datediff('day', duty.window_start, duty.held) + 1) / (datediff('day', duty.window_start, duty.window_end) + 1),
                0
            ),
            1
        ) as expected,
    from duty
    left join latest
        on latest.unit_code = duty.unit_code
        and latest.indicator_id = duty.indicator_id
        and latest.window_start = duty.window_start;
