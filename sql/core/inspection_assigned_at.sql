-- One row per pair of a review round: who inspects whom, as the office last laid it down by known_at.
create or replace macro inspection_assigned_at(known_at) as table
    with latest as (
        select
            thing::date as round_date,
            from_json(payload ->> 'pairs', '[["VARCHAR"]]') as pairs,
            happened_at as assigned_at,
        from latest_event_at('inspections_assigned', 'round_date', known_at)
    ), placed as (
        select round_date, generate_subscripts(pairs, 1)::integer as place, unnest(pairs) as pair, assigned_at
        from latest
    )
    select round_date, place, pair[1] as inspector_code, pair[2] as unit_code, assigned_at
    from placed;
