-- One row per (inspector, inspected unit, period, indicator) whose rectification was reported done or closed by known_at: when, each first.
create or replace macro rectification_step_at(known_at) as table
    select
        payload ->> 'inspector_code' as inspector_code,
        payload ->> 'unit_code' as unit_code,
        (payload ->> 'period')::date as period,
        payload ->> 'indicator_id' as indicator_id,
        min(happened_at) filter (kind = 'rectification_done') as done_at,
        min(happened_at) filter (kind = 'rectification_closed') as closed_at,
    from event
    where kind in ('rectification_done', 'rectification_closed') and happened_at <= known_at::timestamp
    group by all;
