-- One row per pair of a review round: who inspects whom, as the office last laid it down by known_at.
create or replace macro inspection_assigned_at(known_at) as table
    with latest as (
        select
            (payload ->> 'round_date')::date as round_date,
            from_json(payload ->> 'pairs', '[["VARCHAR"]]') as pairs,
            happened_at as assigned_at,
        from event
        where kind = 'inspections_assigned' and happened_at <= known_at::timestamp
        qualify row_number() over (partition by payload ->> 'round_date' order by happened_at desc, event_no desc) = 1
    )
    select
        latest.round_date,
        place.generate_series::integer as place,
        latest.pairs[place.generate_series][1] as inspector_code,
        latest.pairs[place.generate_series][2] as unit_code,
        latest.assigned_at,
    from latest
    cross join generate_series(1, len(latest.pairs)) as place;
