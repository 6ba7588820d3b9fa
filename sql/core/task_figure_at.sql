-- One row per (unit, task) with an indicator of the unit's own. declared is the part of fulfilment that status indicators
-- without an inspection contribute.
create or replace macro task_figure_at(as_of, known_at) as table
    select
        figure.unit_code,
        task.task_no,
        any_value(task.section_no) as section_no,
        any_value(task.scored) as scored,
        any_value(task.weight) as weight,
        sum(figure.fulfilment * indicator.weight) / nullif(sum(indicator.weight), 0) as fulfilment,
        sum(figure.expected * indicator.weight) / nullif(sum(indicator.weight), 0) as expected,
        coalesce(sum(figure.fulfilment * indicator.weight) filter (indicator.kind = 'status'), 0)
        / nullif(sum(indicator.weight), 0) as declared,
        count(*) as indicators,
        count(*) filter (figure.is_reported) as reported_indicators,
    from indicator_figure_at(as_of, known_at) as figure
    inner join plan_indicator_at(known_at) as indicator on indicator.indicator_id = figure.indicator_id
    inner join plan_task_at(known_at) as task on task.task_no = indicator.task_no
    group by figure.unit_code, task.task_no;
