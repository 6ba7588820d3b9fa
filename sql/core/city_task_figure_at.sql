-- One row per task that county-level units have a figure for: the city's figure, in which each pooled indicator counts as one
-- and the mean of the units' own figures as one more.
create or replace macro city_task_figure_at(as_of, known_at) as table
    with duty as materialized (
        select * from window_value_at(as_of, known_at) where unit_kind in ('county', 'park')
    ), pooled_window as (
        select
            task_no,
            indicator_id,
            window_start,
            case
                when count(value) = 0 then 0
                else least(sum(value) / nullif(any_value(pooled_target), 0), 1)
            end as fulfilment,
            any_value(expected) as expected,
        from duty
        where pooled_target is not null
        group by task_no, indicator_id, window_start
    ), own_indicator as (
        select
            unit_code,
            task_no,
            indicator_id,
            indicator_weight,
            avg(fulfilment) as fulfilment,
            avg(expected) as expected,
        from duty
        where target is not null
        group by all
    ), own_task as (
        select
            unit_code,
            task_no,
            sum(fulfilment * indicator_weight) / nullif(sum(indicator_weight), 0) as fulfilment,
            sum(expected * indicator_weight) / nullif(sum(indicator_weight), 0) as expected,
        from own_indicator
        group by unit_code, task_no
    ), part as (
        select task_no, avg(fulfilment) as fulfilment, avg(expected) as expected
        from pooled_window
        group by task_no, indicator_id
        union all
        select task_no, avg(fulfilment) as fulfilment, avg(expected) as expected
        from own_task
        group by task_no
    ), figure as (
        select task_no, avg(fulfilment) as fulfilment, avg(expected) as expected
        from part
        group by task_no
    ), reach as (
        select
            task_no,
            any_value(section_no) as section_no,
            any_value(scored) as scored,
            any_value(task_weight) as task_weight,
            count(distinct indicator_id)::integer as indicators,
            (count(distinct indicator_id) filter (value is not null))::integer as reported_indicators,
        from duty
        group by task_no
    )
    select
        reach.task_no,
        reach.section_no,
        reach.scored,
        reach.task_weight,
        figure.fulfilment,
        figure.expected,
        reach.indicators,
        reach.reported_indicators,
    from figure
    inner join reach on reach.task_no = figure.task_no;
