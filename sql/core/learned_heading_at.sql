-- One row per (unit, or none for the office's own, kind of workbook, heading) that was learned and not forgotten by known_at: what it means.
create or replace macro learned_heading_at(known_at) as table
    with said as (
        select
            payload ->> 'unit_code' as unit_code,
            payload ->> 'kind' as kind,
            payload ->> 'heading' as heading,
            payload ->> 'key' as key,
            happened_at as learned_at,
            actor as learned_by,
            event_no,
            event.kind = 'heading_learned' as is_learned,
        from event
        where event.kind in ('heading_learned', 'heading_forgotten') and happened_at <= known_at::timestamp
    ), latest as (
        select *
        from said
        qualify row_number() over (partition by unit_code, kind, heading order by learned_at desc, event_no desc) = 1
    )
    select unit_code, kind, heading, key, learned_at, learned_by
    from latest
    where is_learned;
