-- One row per (unit, section) with a scored task of the unit's.
create or replace macro fulfilment_by_section_unit_at(as_of, known_at) as table
    with figure as (
        select
            unit_code,
            section_no,
            sum(fulfilment * task_weight) / nullif(sum(task_weight), 0) as fulfilment,
            sum(expected * task_weight) / nullif(sum(task_weight), 0) as expected,
            sum(indicators)::integer as indicators,
            sum(reported_indicators)::integer as reported_indicators,
        from task_figure_at(as_of, known_at)
        where scored
        group by unit_code, section_no
    )
    select
        figure.unit_code,
        unit.name as unit_name,
        unit.kind as unit_kind,
        figure.section_no,
        section.name as section_name,
        figure.fulfilment,
        figure.expected,
        light(
            figure.fulfilment, figure.expected, figure.reported_indicators > 0, setting_at('yellow_points', known_at)
        ) as light,
        figure.indicators,
        figure.reported_indicators,
    from figure
    inner join plan_unit_at(known_at) as unit on unit.unit_code = figure.unit_code
    inner join plan_section_at(known_at) as section on section.section_no = figure.section_no;
