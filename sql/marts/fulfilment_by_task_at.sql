-- One row per task that county-level units have a figure for: the city's.
create or replace macro fulfilment_by_task_at(as_of, known_at) as table
    select
        figure.task_no,
        task.title as task_title,
        figure.section_no,
        figure.fulfilment,
        figure.expected,
        light(
            figure.fulfilment, figure.expected, figure.reported_indicators > 0, setting_at('yellow_points', known_at)
        ) as light,
        figure.indicators,
        figure.reported_indicators,
    from city_task_figure_at(as_of, known_at) as figure
    inner join plan_task_at(known_at) as task on task.task_no = figure.task_no;
