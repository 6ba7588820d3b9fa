-- One row per thing that events of a kind lay down anew as a whole (payload_key names it in their payloads): the last event of each by
-- known_at.
create or replace macro latest_event_at(event_kind, payload_key, known_at) as table
    select
        payload ->> payload_key as thing,
        payload,
        happened_at,
    from event
    where kind = event_kind and happened_at <= known_at::timestamp
    qualify row_number() over (partition by payload ->> payload_key order by happened_at desc, event_no desc) = 1;
