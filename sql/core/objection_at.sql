-- One row per objection (异议) lodged by known_at, against an inspection's row or a return, and what the office decided of it by then.
create or replace macro objection_at(known_at) as table
    with decided as (
        select
            payload ->> 'objection_id' as objection_id,
            min_by(payload ->> 'decision', event_no) as decision,
            min_by(payload ->> 'words', event_no) as words,
            min_by(actor, event_no) as decided_by,
            min(happened_at) as decided_at,
        from event
        where kind = 'objection_decided' and happened_at <= known_at::timestamp
        group by objection_id
    )
    select
        lodged.event_id as objection_id,
        lodged.payload ->> 'subject' as subject,
        lodged.payload ->> 'inspector_code' as inspector_code,
        lodged.payload ->> 'unit_code' as unit_code,
        (lodged.payload ->> 'period')::date as period,
        lodged.payload ->> 'indicator_id' as indicator_id,
        lodged.submission_id,
        lodged.payload ->> 'reason' as reason,
        lodged.happened_at as lodged_at,
        lodged.actor as lodged_by,
        decided.decision,
        decided.words,
        decided.decided_by,
        decided.decided_at,
    from event as lodged
    left join decided on decided.objection_id = lodged.event_id
    where lodged.kind = 'objection_lodged' and lodged.happened_at <= known_at::timestamp;
