-- One row per unit with a scored task: the weighted mean over its scored tasks.
create or replace macro unit_figure_at(as_of, known_at) as table
    select
        unit_code,
        sum(fulfilment * weight) / nullif(sum(weight), 0) as fulfilment,
        sum(expected * weight) / nullif(sum(weight), 0) as expected,
        sum(declared * weight) / nullif(sum(weight), 0) as declared,
        sum(indicators)::integer as indicators,
        sum(reported_indicators)::integer as reported_indicators,
    from task_figure_at(as_of, known_at)
    where scored
    group by unit_code;
