-- One row per decision of a meeting, as they were last written down by known_at. unit_code is null where all are meant.
create or replace macro meeting_decision_at(known_at) as table
    with latest as (
        select
            thing as meeting_id,
            from_json(payload ->> 'decisions', '[{"words": "VARCHAR", "unit_code": "VARCHAR", "due_date": "DATE"}]') as decisions,
            happened_at as decided_at,
        from latest_event_at('meeting_decided', 'meeting_id', known_at)
    ), placed as (
        select meeting_id, generate_subscripts(decisions, 1)::integer as place, unnest(decisions) as decision, decided_at
        from latest
    )
    select meeting_id, place, decision.words, decision.unit_code, decision.due_date, decided_at
    from placed;
