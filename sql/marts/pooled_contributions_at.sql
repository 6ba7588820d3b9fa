-- One row per (pooled indicator, county-level unit): what the unit adds in the newest counted window that has begun.
create or replace macro pooled_contributions_at(as_of, known_at) as table
    with contribution as (
        select
            unit_code,
            indicator_id,
            arg_max_null(pooled_target, window_start) filter (has_begun) as target,
            arg_max_null(value, window_start) filter (has_begun) as value,
            arg_max_null(reported_value, window_start) filter (has_begun) as reported_value,
            arg_max_null(verified_value, window_start) filter (has_begun) as verified_value,
            arg_max_null(submission_id, window_start) filter (has_begun) as submission_id,
            arg_max_null(source_cell, window_start) filter (has_begun) as source_cell,
        from window_value_at(as_of, known_at)
        where pooled_target is not null
        group by unit_code, indicator_id
    )
    select
        indicator.task_no,
        contribution.indicator_id,
        contribution.unit_code,
        unit.name as unit_name,
        contribution.target,
        contribution.value,
        contribution.reported_value,
        contribution.verified_value,
        contribution.value / nullif(contribution.target, 0) as share_of_target,
        contribution.submission_id,
        contribution.source_cell,
    from contribution
    inner join plan_unit_at(known_at) as unit on unit.unit_code = contribution.unit_code
    inner join plan_indicator_at(known_at) as indicator on indicator.indicator_id = contribution.indicator_id;
