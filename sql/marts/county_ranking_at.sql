-- One row per county-level unit: its total, its place, and the place it had at the end of the month before.
create or replace macro county_ranking_at(as_of, known_at) as table
    with county_total as (
        select * from county_total_at(as_of, known_at)
    )
    select
        present.rank,
        case
            when unit.kind = 'county' and present.total is not null then rank() over (
                partition by unit.kind order by shown_total(present.total) desc nulls last
            )
        end as county_rank,
        unit.unit_code,
        unit.name as unit_name,
        unit.kind as unit_kind,
        present.total,
        present.fulfilment,
        present.expected,
        light(
            present.fulfilment,
            present.expected,
            coalesce(present.reported_indicators, 0) > 0,
            setting_at('yellow_points', known_at)
        ) as light,
        present.peer_score,
        present.satisfaction,
        previous.rank as previous_rank,
        previous.rank - present.rank as rank_change,
    from plan_unit_at(known_at) as unit
    inner join county_total as present on present.unit_code = unit.unit_code and not present.is_before
    left join county_total as previous on previous.unit_code = unit.unit_code and previous.is_before;
