-- One row per (unit, indicator) with a target of its own: its fulfilment and even pace over all counted windows.
create or replace macro indicator_figure_at(as_of, known_at) as table
    select
        unit_code,
        unit_kind,
        indicator_id,
        indicator_kind,
        indicator_weight,
        task_no,
        section_no,
        scored,
        task_weight,
        avg(fulfilment) as fulfilment,
        avg(expected) as expected,
        bool_or(value is not null) as is_reported,
        bool_or(is_verified) as is_verified,
    from window_value_at(as_of, known_at)
    where target is not null
    group by all;
