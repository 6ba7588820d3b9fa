-- One row per decision of a meeting, as they were last written down by known_at. unit_code is null where all are meant.
create or replace macro meeting_decision_at(known_at) as table
    with latest as (
        select
            payload ->> 'meeting_id' as meeting_id,
            from_json(payload ->> 'decisions', '[{"words": "VARCHAR", "unit_code": "VARCHAR", "due_date": "DATE"}]') as decisions,
            happened_at as decided_at,
        from event
        where kind = 'meeting_decided' and happened_at <= known_at::timestamp
        qualify row_number() over (partition by payload ->> 'meeting_id' order by happened_at desc, event_no desc) = 1
    )
    select
        latest.meeting_id,
        place.generate_series::integer as place,
        latest.decisions[place.generate_series].words as words,
        latest.decisions[place.generate_series].unit_code as unit_code,
        latest.decisions[place.generate_series].due_date as due_date,
        latest.decided_at,
    from latest
    cross join generate_series(1, len(latest.decisions)) as place;
