-- One row per county-level unit: its total, its place, and the place it had at the end of the month before.
create or replace macro county_ranking_at(as_of, known_at) as table
    with clock as (
        select
            last_day(held_as_of(as_of, known_at) - interval 1 month) as previous_day,
            start_date as plan_start,
        from plan_window_at(known_at)
        where "window" = 'plan'
    ), previous as (
        select
            county_total.unit_code,
            county_total.rank as previous_rank,
        from county_total_at(last_day(held_as_of(as_of, known_at) - interval 1 month), known_at) as county_total
        cross join clock
        where clock.previous_day >= clock.plan_start
    )
    select
        county_total.rank,
        case
            when unit.kind = 'county' and county_total.total is not null then rank() over (
                partition by unit.kind order by shown_total(county_total.total) desc nulls last
            )
        end as county_rank,
        unit.unit_code,
        unit.name as unit_name,
        unit.kind as unit_kind,
        county_total.total,
        figure.fulfilment,
        figure.expected,
        light(
            figure.fulfilment, figure.expected, coalesce(figure.reported_indicators, 0) > 0, setting_at('yellow_points', known_at)
        ) as light,
        null::double as peer_score,
        null::double as satisfaction,
        previous.previous_rank,
        previous.previous_rank - county_total.rank as rank_change,
    from plan_unit_at(known_at) as unit
    left join county_total_at(as_of, known_at) as county_total on county_total.unit_code = unit.unit_code
    left join unit_figure_at(as_of, known_at) as figure on figure.unit_code = unit.unit_code
    left join previous on previous.unit_code = unit.unit_code
    where unit.kind in ('county', 'park');
