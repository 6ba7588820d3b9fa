-- One row per county-level unit with a scored task: its figure and its total, the weighted mean of the parts that have a value
-- for all units alike (the others are left out, and these scaled up).
create or replace macro county_total_at(as_of, known_at) as table
    with figure as (
        select * from unit_figure_at(as_of, known_at) where unit_kind in ('county', 'park')
    ), part as (
        select unit_code, 'fulfilment' as part, fulfilment * 100 as points
        from figure
    ), total as (
        select
            part.unit_code,
            sum(part.points * score_weight.weight) / nullif(sum(score_weight.weight), 0) as total,
        from part
        inner join plan_score_weight_at(known_at) as score_weight on score_weight.part = part.part
        group by part.unit_code
    )
    select
        figure.*,
        total.total,
        case when total.total is not null then rank() over (order by shown_total(total.total) desc nulls last) end as rank,
    from figure
    left join total on total.unit_code = figure.unit_code;
