-- One row per county-level unit: its total, its place, and the place it had at the end of the month before.
create or replace macro county_ranking_at(as_of, known_at) as table
    with previous as (
        select
            unit_code,
            rank as previous_rank,
        from county_total_at(end_of_month_before(as_of, known_at), known_at)
        where end_of_month_before(as_of, known_at) >= plan_start_at(known_at)
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
        county_total.fulfilment,
        county_total.expected,
        light(
            county_total.fulfilment,
            county_total.expected,
            coalesce(county_total.reported_indicators, 0) > 0,
            setting_at('yellow_points', known_at)
        ) as light,
        null::double as peer_score,
        null::double as satisfaction,
        previous.previous_rank,
        previous.previous_rank - county_total.rank as rank_change,
    from plan_unit_at(known_at) as unit
    left join county_total_at(as_of, known_at) as county_total on county_total.unit_code = unit.unit_code
    left join previous on previous.unit_code = unit.unit_code
    where unit.kind in ('county', 'park');
