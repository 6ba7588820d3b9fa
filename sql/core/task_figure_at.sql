-- One row per (unit, task) with an indicator of the unit's own. declared is the part of fulfilment that status indicators
-- without an inspection contribute.
create or replace macro task_figure_at(as_of, known_at) as table
    select
        unit_code,
        unit_kind,
        task_no,
        section_no,
        scored,
        task_weight,
        sum(fulfilment * indicator_weight) / nullif(sum(indicator_weight), 0) as fulfilment,
        sum(expected * indicator_weight) / nullif(sum(indicator_weight), 0) as expected,
        coalesce(sum(fulfilment * indicator_weight) filter (indicator_kind = 'status' and not is_verified), 0)
        / nullif(sum(indicator_weight), 0) as declared,
        count(*) as indicators,
        count(*) filter (is_reported) as reported_indicators,
    from indicator_figure_at(as_of, known_at)
    group by all;
