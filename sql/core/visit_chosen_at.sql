-- One row per site of the list to visit in a review round, as the office last chose it by known_at: place in the order, and its note.
create or replace macro visit_chosen_at(known_at) as table
    with latest as (
        select
            (payload ->> 'round_date')::date as round_date,
            from_json(
                payload ->> 'visits',
                '[{"unit_code": "VARCHAR", "domain": "VARCHAR", "folded_name": "VARCHAR", "name": "VARCHAR", "note": "VARCHAR"}]'
            ) as visits,
            happened_at as chosen_at,
        from event
        where kind = 'visits_chosen' and happened_at <= known_at::timestamp
        qualify row_number() over (partition by payload ->> 'round_date' order by happened_at desc, event_no desc) = 1
    )
    select
        latest.round_date,
        place.generate_series::integer as place,
        latest.visits[place.generate_series].unit_code as unit_code,
        latest.visits[place.generate_series].domain as domain,
        latest.visits[place.generate_series].folded_name as folded_name,
        latest.visits[place.generate_series].name as name,
        latest.visits[place.generate_series].note as note,
        latest.chosen_at,
    from latest
    cross join generate_series(1, len(latest.visits)) as place;
