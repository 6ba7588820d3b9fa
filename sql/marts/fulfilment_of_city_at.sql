-- One row: the city's figure, the weighted mean over its scored tasks.
create or replace macro fulfilment_of_city_at(as_of, known_at) as table
    with figure as (
        select
            sum(fulfilment * task_weight) / nullif(sum(task_weight), 0) as fulfilment,
            sum(expected * task_weight) / nullif(sum(task_weight), 0) as expected,
            coalesce(sum(reported_indicators), 0) > 0 as is_reported,
        from city_task_figure_at(as_of, known_at)
        where scored
    )
    select
        fulfilment,
        expected,
        light(fulfilment, expected, is_reported, setting_at('yellow_points', known_at)) as light,
    from figure;
