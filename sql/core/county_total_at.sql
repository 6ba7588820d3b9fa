-- One row per county-level unit: its total over the parts that have a value, and its place.
create or replace macro county_total_at(as_of, known_at) as table
    with total as (
        select
            unit_code,
            sum(points * weight) / nullif(sum(weight), 0) as total,
        from total_part_at(as_of, known_at)
        group by unit_code
    )
    select
        unit_code,
        total,
        case when total is not null then rank() over (order by shown_total(total) desc nulls last) end as rank,
    from total;
