-- One row per (unit, indicator that exists for it, counted window) of a plan version, worked out from the plan's own rows.
-- A row for a unit beats the one for its class; where the row that wins says 不适用, the pair does not exist, pooled or not.
create or replace macro resolved_duty(version_no) as table
    with unit as (
        select * from plan_unit where plan_version_no = version_no
    ), target as (
        select * from plan_target where plan_version_no = version_no
    ), own as (
        select
            unit.unit_code,
            target.indicator_id,
            target.target,
            target.joint,
        from unit
        inner join target
            on (target.scope_kind = 'unit' and target.scope = unit.unit_code)
            or (target.scope_kind = 'class' and target.scope = unit.unit_class)
        qualify row_number() over (
            partition by unit.unit_code, target.indicator_id order by target.scope_kind = 'unit' desc
        ) = 1
    ), pooled as (
        select
            unit.unit_code,
            target.indicator_id,
            target.target as pooled_target,
        from unit
        cross join target
        where unit.kind in ('county', 'park') and target.scope_kind = 'city'
    ), pair as (
        select
            coalesce(own.unit_code, pooled.unit_code) as unit_code,
            coalesce(own.indicator_id, pooled.indicator_id) as indicator_id,
            own.target,
            pooled.pooled_target,
            coalesce(own.joint, false) as joint,
        from own
        full outer join pooled on pooled.unit_code = own.unit_code and pooled.indicator_id = own.indicator_id
        where
            not (own.unit_code is not null and own.target is null)
            and (own.target is not null or pooled.pooled_target is not null)
    )
    select
        version_no::integer as plan_version_no,
        pair.unit_code,
        unit.kind as unit_kind,
        pair.indicator_id,
        indicator.kind as indicator_kind,
        indicator.weight as indicator_weight,
        indicator.task_no,
        task.section_no,
        task.scored,
        task.weight as task_weight,
        pair.target,
        pair.pooled_target,
        pair.joint,
        counted.label as window_label,
        counted.start_date as window_start,
        counted.end_date as window_end,
    from pair
    inner join unit on unit.unit_code = pair.unit_code
    inner join plan_indicator as indicator on indicator.plan_version_no = version_no and indicator.indicator_id = pair.indicator_id
    inner join plan_task as task on task.plan_version_no = version_no and task.task_no = indicator.task_no
    inner join plan_window as counted
        on counted.plan_version_no = version_no and counted."window" = indicator."window" and counted.counted;
