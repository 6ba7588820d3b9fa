-- One row per task that county-level units have a figure for: the city's.
create or replace macro fulfilment_by_task_at(as_of, known_at) as table
    select
        task_no,
        task_title,
        section_no,
        fulfilment,
        expected,
        light(fulfilment, expected, reported_indicators > 0, setting_at('yellow_points', known_at)) as light,
        indicators,
        reported_indicators,
    from city_task_figure_at(as_of, known_at);
