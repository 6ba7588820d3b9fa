-- One row per meeting opened by known_at: the two clocks it froze, and when its ranking was revealed, if it was. agenda is JSON:
-- [{"unit_code", "minutes"}] in order; ranking and revealed are JSON: [{"unit_code", "total", "rank"}] as shown then.
create or replace macro meeting_at(known_at) as table
    with revealed as (
        select
            payload ->> 'meeting_id' as meeting_id,
            min(happened_at) as revealed_at,
            min_by(payload ->> 'ranking', event_no) as ranking,
            min(event_no) as event_no,
        from event
        where kind = 'meeting_revealed' and happened_at <= known_at::timestamp
        group by meeting_id
    )
    select
        opened.payload ->> 'meeting_id' as meeting_id,
        (opened.payload ->> 'round_date')::date as round_date,
        (opened.payload ->> 'as_of')::date as as_of,
        opened.happened_at as opened_at,
        opened.recorded_at,
        opened.event_no,
        opened.actor as opened_by,
        opened.payload ->> 'agenda' as agenda,
        opened.payload ->> 'ranking' as ranking,
        revealed.revealed_at,
        revealed.ranking as revealed_ranking,
        revealed.event_no as revealed_event_no,
    from event as opened
    left join revealed on revealed.meeting_id = opened.payload ->> 'meeting_id'
    where opened.kind = 'meeting_opened' and opened.happened_at <= known_at::timestamp;
