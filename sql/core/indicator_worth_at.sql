-- One row per (county-level unit, indicator with a target of its own): what it is worth in the unit's total, and how its newest counted
-- window that has begun stands. points is what the total moves when the indicator goes from 0 to 100% (0 in a task that is not scored);
-- unverified_fulfilment is its fulfilment were nothing inspected; rivals are the other units' totals as shown.
-- What speaks of one indicator's effect on total and rank starts here, so that values and rounds are read once.
create or replace macro indicator_worth_at(as_of, known_at) as table
    with figure as (
        select
            unit_code,
            indicator_id,
            task_no,
            scored,
            task_weight,
            indicator_weight,
            target,
            joint,
            count(*)::integer as windows,
            avg(fulfilment) as fulfilment,
            avg(case when coalesce(reported_value, 0) = 0 then 0 else least(reported_value / nullif(target, 0), 1) end)
                as unverified_fulfilment,
            max(window_start) filter (has_begun) as window_start,
            arg_max_null(window_label, window_start) filter (has_begun) as window_label,
            arg_max_null(period, window_start) filter (has_begun) as period,
            arg_max_null(reported_value, window_start) filter (has_begun) as reported_value,
            arg_max_null(value, window_start) filter (has_begun) as value,
            arg_max_null(submission_id, window_start) filter (has_begun) as submission_id,
            arg_max_null(source_cell, window_start) filter (has_begun) as source_cell,
        from window_value_at(as_of, known_at)
        where target is not null and unit_kind in ('county', 'park')
        group by unit_code, indicator_id, task_no, scored, task_weight, indicator_weight, target, joint
    ), task as (
        select
            unit_code,
            task_no,
            scored,
            task_weight,
            sum(indicator_weight) as indicator_weights,
            sum(fulfilment * indicator_weight) / nullif(sum(indicator_weight), 0) as fulfilment,
        from figure
        group by unit_code, task_no, scored, task_weight
    ), unit as (
        select
            task.unit_code,
            sum(task.task_weight) as task_weights,
            any_value(rest.fulfilment_share) as fulfilment_share,
            sum(task.fulfilment * task.task_weight) / nullif(sum(task.task_weight), 0) * 100 * any_value(rest.fulfilment_share)
            + any_value(rest.rest) as total,
        from task
        inner join total_rest_at(as_of, known_at) as rest on rest.unit_code = task.unit_code and not rest.is_before
        where task.scored
        group by task.unit_code
    ), rival as (
        select unit.unit_code, coalesce(list(shown_total(other.total)) filter (other.total is not null), []) as rivals
        from unit
        left join unit as other on other.unit_code <> unit.unit_code
        group by unit.unit_code
    )
    select
        figure.* exclude (task_weight, indicator_weight),
        case
            when not figure.scored then 0
            else figure.indicator_weight / nullif(task.indicator_weights, 0) * figure.task_weight / nullif(unit.task_weights, 0)
                * 100 * unit.fulfilment_share
        end as points,
        unit.total,
        rival.rivals,
    from figure
    inner join task on task.unit_code = figure.unit_code and task.task_no = figure.task_no
    left join unit on unit.unit_code = figure.unit_code
    left join rival on rival.unit_code = figure.unit_code;
