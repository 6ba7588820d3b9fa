-- One row per (unit, indicator with a target of its own, counted window), windows still to come included.
create or replace macro fulfilment_by_indicator_window_at(as_of, known_at) as table
    select
        figure.unit_code,
        unit.name as unit_name,
        indicator.task_no,
        figure.indicator_id,
        figure.window_label,
        figure.window_start,
        figure.window_end,
        figure.period,
        figure.target,
        figure.value,
        figure.reported_value,
        figure.typed_value,
        figure.verified_value,
        figure.deduction,
        figure.fulfilment,
        figure.expected,
        figure.submission_id,
        figure.source_cell,
    from window_value_at(as_of, known_at) as figure
    inner join plan_unit_at(known_at) as unit on unit.unit_code = figure.unit_code
    inner join plan_indicator_at(known_at) as indicator on indicator.indicator_id = figure.indicator_id
    where figure.target is not null;
