-- One row per (unit, task) with an indicator of the unit's own; tasks that are not scored are among them.
create or replace macro fulfilment_by_task_unit_at(as_of, known_at) as table
    select
        figure.unit_code,
        unit.name as unit_name,
        unit.kind as unit_kind,
        figure.task_no,
        task.title as task_title,
        figure.section_no,
        figure.fulfilment,
        figure.expected,
        light(
            figure.fulfilment, figure.expected, figure.reported_indicators > 0, setting_at('yellow_points', known_at)
        ) as light,
        figure.indicators::integer as indicators,
        figure.reported_indicators::integer as reported_indicators,
    from task_figure_at(as_of, known_at) as figure
    inner join plan_unit_at(known_at) as unit on unit.unit_code = figure.unit_code
    inner join plan_task_at(known_at) as task on task.task_no = figure.task_no;
