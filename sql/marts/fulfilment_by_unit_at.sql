-- One row per unit with a scored task, county-level units and departments alike.
create or replace macro fulfilment_by_unit_at(as_of, known_at) as table
    select
        figure.unit_code,
        unit.name as unit_name,
        unit.kind as unit_kind,
        figure.fulfilment,
        figure.expected,
        light(
            figure.fulfilment, figure.expected, figure.reported_indicators > 0, setting_at('yellow_points', known_at)
        ) as light,
        figure.indicators,
        figure.reported_indicators,
        figure.declared / nullif(figure.fulfilment, 0) as declared_share,
    from unit_figure_at(as_of, known_at) as figure
    inner join plan_unit_at(known_at) as unit on unit.unit_code = figure.unit_code;
