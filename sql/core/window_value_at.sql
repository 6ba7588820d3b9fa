-- One row per (unit, indicator, counted window), also for windows still to come and for pooled indicators: what counts there.
-- greatest(0, null) is 0 and least(null, 1) is 1 in DuckDB, so “not reported” has a branch of its own.
create or replace macro window_value_at(as_of, known_at) as table
    with indicator_window as (
        select
            indicator.indicator_id,
            counted.label as window_label,
            counted.start_date as window_start,
            counted.end_date as window_end,
            held_as_of(as_of, known_at) as held,
        from plan_indicator_at(known_at) as indicator
        inner join plan_window_at(known_at) as counted on counted."window" = indicator."window"
        where counted.counted
    ), latest as (
        select
            reported.unit_code,
            reported.indicator_id,
            indicator_window.window_start,
            max(reported.period) as period,
            arg_max(reported.value, reported.period) as reported_value,
            arg_max(reported.submission_id, reported.period) as submission_id,
            arg_max(reported.source_cell, reported.period) as source_cell,
        from reported_in_force_at(known_at) as reported
        inner join indicator_window
            on indicator_window.indicator_id = reported.indicator_id
            and reported.period between date_trunc('month', indicator_window.window_start) and indicator_window.window_end
        where reported.period <= indicator_window.held
        group by all
    )
    select
        duty.unit_code,
        duty.indicator_id,
        duty.target,
        duty.pooled_target,
        duty.joint,
        indicator_window.window_label,
        indicator_window.window_start,
        indicator_window.window_end,
        indicator_window.window_start <= indicator_window.held as has_begun,
        latest.period,
        latest.reported_value as value,
        latest.reported_value,
        latest.submission_id,
        latest.source_cell,
        case
            when latest.reported_value is null then 0
            else least(latest.reported_value / nullif(duty.target, 0), 1)
        end as fulfilment,
        least(
            greatest(
                (datediff('day', indicator_window.window_start, indicator_window.held) + 1)
                / (datediff('day', indicator_window.window_start, indicator_window.window_end) + 1),
                0
            ),
            1
        ) as expected,
    from duty_at(known_at) as duty
    inner join indicator_window on indicator_window.indicator_id = duty.indicator_id
    left join latest
        on latest.unit_code = duty.unit_code
        and latest.indicator_id = duty.indicator_id
        and latest.window_start = indicator_window.window_start;
