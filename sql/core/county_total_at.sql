-- One row per (county-level unit, day), as of the held as_of and of the last day of the month before (is_before; none before the plan
-- began): its figure, its total (total_rest_at) and its place. Without a scored task there is no figure, and no total.
create or replace macro county_total_at(as_of, known_at) as table
    with figure as (
        select false as is_before, * from unit_figure_at(as_of, known_at)
        union all
        select true as is_before, * from unit_figure_at(end_of_month_before(as_of, known_at), known_at)
    ), total as (
        select
            rest.is_before,
            rest.unit_code,
            figure.fulfilment,
            figure.expected,
            figure.reported_indicators,
            rest.peer_score,
            rest.satisfaction,
            figure.fulfilment * 100 * rest.fulfilment_share + rest.rest as total,
        from total_rest_at(as_of, known_at) as rest
        left join figure on figure.unit_code = rest.unit_code and figure.is_before = rest.is_before
    )
    select
        *,
        case
            when total is not null then rank() over (partition by is_before order by shown_total(total) desc nulls last)
        end as rank,
    from total;
