-- One row per (unit, indicator) that exists: target is the unit's own, pooled_target the one that county-level units fill together.
-- A row for a unit beats the one for its class; where the row that wins says 不适用, the pair does not exist, pooled or not.
create or replace macro duty_at(known_at) as table
    with own_row as (
        select
            unit.unit_code,
            target.indicator_id,
            target.target,
            target.joint,
        from plan_unit_at(known_at) as unit
        inner join plan_target_at(known_at) as target
            on (target.scope_kind = 'unit' and target.scope = unit.unit_code)
            or (target.scope_kind = 'class' and target.scope = unit.unit_class)
        qualify row_number() over (
            partition by unit.unit_code, target.indicator_id order by target.scope_kind = 'unit' desc
        ) = 1
    ), pooled_row as (
        select
            unit.unit_code,
            target.indicator_id,
            target.target as pooled_target,
        from plan_unit_at(known_at) as unit
        cross join plan_target_at(known_at) as target
        where unit.kind in ('county', 'park') and target.scope_kind = 'city'
    )
    select
        coalesce(own_row.unit_code, pooled_row.unit_code) as unit_code,
        coalesce(own_row.indicator_id, pooled_row.indicator_id) as indicator_id,
        own_row.target,
        pooled_row.pooled_target,
        coalesce(own_row.joint, false) as joint,
    from own_row
    full outer join pooled_row
        on pooled_row.unit_code = own_row.unit_code and pooled_row.indicator_id = own_row.indicator_id
    where
        not (own_row.unit_code is not null and own_row.target is null)
        and (own_row.target is not null or pooled_row.pooled_target is not null);
