-- One row per task that county-level units have a figure for: the city's figure, in which each pooled indicator counts as one
-- and the mean of the units' own figures as one more.
create or replace macro city_task_figure_at(as_of, known_at) as table
    with part as (
        select
            indicator.task_no,
            pooled.fulfilment,
            pooled.expected,
        from pooled_figure_at(as_of, known_at) as pooled
        inner join plan_indicator_at(known_at) as indicator on indicator.indicator_id = pooled.indicator_id
        union all
        select
            own.task_no,
            avg(own.fulfilment) as fulfilment,
            avg(own.expected) as expected,
        from task_figure_at(as_of, known_at) as own
        inner join plan_unit_at(known_at) as unit on unit.unit_code = own.unit_code
        where unit.kind in ('county', 'park')
        group by own.task_no
    ), figure as (
        select
            task_no,
            avg(fulfilment) as fulfilment,
            avg(expected) as expected,
        from part
        group by task_no
    ), reach as (
        select
            indicator.task_no,
            count(distinct duty.indicator_id)::integer as indicators,
            (count(distinct duty.indicator_id) filter (duty.value is not null))::integer as reported_indicators,
        from window_value_at(as_of, known_at) as duty
        inner join plan_indicator_at(known_at) as indicator on indicator.indicator_id = duty.indicator_id
        inner join plan_unit_at(known_at) as unit on unit.unit_code = duty.unit_code
        where unit.kind in ('county', 'park')
        group by indicator.task_no
    )
    select
        task.task_no,
        task.title as task_title,
        task.section_no,
        task.scored,
        task.weight,
        figure.fulfilment,
        figure.expected,
        reach.indicators,
        reach.reported_indicators,
    from figure
    inner join plan_task_at(known_at) as task on task.task_no = figure.task_no
    inner join reach on reach.task_no = figure.task_no;
