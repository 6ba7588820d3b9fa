-- One row per part of the city's figure of a task: each pooled indicator counts as one, and the mean of the county-level units' own
-- figures as one more (indicator_id is null there).
create or replace macro city_task_part_at(as_of, known_at) as table
    with pooled_window as (
        select
            task_no,
            indicator_id,
            window_start,
            case
                when count(value) = 0 or any_value(pooled_target) = 0 then 0
                else least(sum(value) / nullif(any_value(pooled_target), 0), 1)
            end as fulfilment,
            any_value(expected) as expected,
        from window_value_at(as_of, known_at)
        where pooled_target is not null
        group by task_no, indicator_id, window_start
    )
    select
        task_no,
        indicator_id,
        avg(fulfilment) as fulfilment,
        avg(expected) as expected,
    from pooled_window
    group by task_no, indicator_id
    union all
    select
        task_no,
        null as indicator_id,
        avg(fulfilment) as fulfilment,
        avg(expected) as expected,
    from task_figure_at(as_of, known_at)
    where unit_kind in ('county', 'park')
    group by task_no;
