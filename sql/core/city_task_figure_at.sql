-- One row per task that county-level units have a figure for: the city's figure, the mean of its parts.
create or replace macro city_task_figure_at(as_of, known_at) as table
    with figure as (
        select
            task_no,
            avg(fulfilment) as fulfilment,
            avg(expected) as expected,
        from city_task_part_at(as_of, known_at)
        group by task_no
    ), reach as (
        select
            task_no,
            any_value(section_no) as section_no,
            any_value(scored) as scored,
            any_value(task_weight) as task_weight,
            count(distinct indicator_id)::integer as indicators,
            (count(distinct indicator_id) filter (value is not null))::integer as reported_indicators,
        from window_value_at(as_of, known_at)
        where unit_kind in ('county', 'park')
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
