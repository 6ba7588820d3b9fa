-- One row per unit with a scored task: the weighted mean over its scored tasks.
create or replace macro unit_figure_at(as_of, known_at) as table
    select
        unit_code,
        unit_kind,
        sum(fulfilment * task_weight) / nullif(sum(task_weight), 0) as fulfilment,
        sum(expected * task_weight) / nullif(sum(task_weight), 0) as expected,
        sum(declared * task_weight) / nullif(sum(task_weight), 0) as declared,
        sum(indicators)::integer as indicators,
        sum(reported_indicators)::integer as reported_indicators,
    from task_figure_at(as_of, known_at)
    where scored
    group by unit_code, unit_kind;
