-- One row per pooled indicator: what the county-level units have filled of it together, over all counted windows.
create or replace macro pooled_figure_at(as_of, known_at) as table
    with pooled_window as (
        select
            indicator_id,
            window_start,
            case
                when count(value) = 0 then 0
                else least(sum(value) / nullif(any_value(pooled_target), 0), 1)
            end as fulfilment,
            any_value(expected) as expected,
        from window_value_at(as_of, known_at)
        where pooled_target is not null
        group by indicator_id, window_start
    )
    select
        indicator_id,
        avg(fulfilment) as fulfilment,
        avg(expected) as expected,
    from pooled_window
    group by indicator_id;
