-- One row per site of the list to visit in a review round, as the office last chose it by known_at: place in the order, and its note.
create or replace macro visit_chosen_at(known_at) as table
    with latest as (
        select
            thing::date as round_date,
            from_json(
                payload ->> 'visits',
                '[{"unit_code": "VARCHAR", "domain": "VARCHAR", "folded_name": "VARCHAR", "name": "VARCHAR", "note": "VARCHAR"}]'
            ) as visits,
            happened_at as chosen_at,
        from latest_event_at('visits_chosen', 'round_date', known_at)
    ), placed as (
        select round_date, generate_subscripts(visits, 1)::integer as place, unnest(visits) as visit, chosen_at
        from latest
    )
    select round_date, place, visit.unit_code, visit.domain, visit.folded_name, visit.name, visit.note, chosen_at
    from placed;
