-- One row per (unit, indicator with a target of its own); target to source_cell are of the newest counted window that has begun.
create or replace macro fulfilment_by_indicator_at(as_of, known_at) as table
    with figure as (
        select
            unit_code,
            indicator_id,
            arg_max_null(target, window_start) filter (has_begun) as target,
            arg_max_null(value, window_start) filter (has_begun) as value,
            arg_max_null(reported_value, window_start) filter (has_begun) as reported_value,
            arg_max_null(typed_value, window_start) filter (has_begun) as typed_value,
            arg_max_null(verified_value, window_start) filter (has_begun) as verified_value,
            arg_max_null(deduction, window_start) filter (has_begun) as deduction,
            arg_max_null(submission_id, window_start) filter (has_begun) as submission_id,
            arg_max_null(source_cell, window_start) filter (has_begun) as source_cell,
            avg(fulfilment) as fulfilment,
            avg(expected) as expected,
            bool_or(value is not null) as is_reported,
            any_value(joint) as joint,
        from window_value_at(as_of, known_at)
        where target is not null
        group by unit_code, indicator_id
    )
    select
        figure.unit_code,
        unit.name as unit_name,
        indicator.task_no,
        figure.indicator_id,
        indicator.name as indicator_name,
        figure.target,
        figure.value,
        figure.reported_value,
        figure.typed_value,
        figure.verified_value,
        figure.deduction,
        figure.fulfilment,
        figure.expected,
        light(figure.fulfilment, figure.expected, figure.is_reported, setting_at('yellow_points', known_at)) as light,
        figure.submission_id,
        figure.source_cell,
        figure.joint,
    from figure
    inner join plan_unit_at(known_at) as unit on unit.unit_code = figure.unit_code
    inner join plan_indicator_at(known_at) as indicator on indicator.indicator_id = figure.indicator_id;
