-- One row per finding of an inspection in force whose period has begun by as_of, and how far its rectification is. as_of is not held.
create or replace macro rectifications_at(as_of, known_at) as table
    with finding as (
        select
            inspected.*,
            step.done_at,
            step.closed_at,
        from inspected_in_force_at(known_at) as inspected
        left join rectification_step_at(known_at) as step
            on step.inspector_code = inspected.inspector_code
            and step.unit_code = inspected.unit_code
            and step.period = inspected.period
            and step.indicator_id = inspected.indicator_id
        where inspected.finding is not null and inspected.period <= as_of::date
    )
    select
        finding.inspector_code,
        inspector.name as inspector_name,
        finding.unit_code,
        unit.name as unit_name,
        finding.period,
        finding.indicator_id,
        finding.finding,
        finding.due_date,
        case
            when finding.closed_at is not null then 'closed'
            when finding.done_at is not null then 'done'
            when finding.due_date < as_of::date then 'overdue'
            else 'open'
        end as state,
        finding.closed_at::date as closed_on,
        finding.submission_id,
    from finding
    left join plan_unit_at(known_at) as inspector on inspector.unit_code = finding.inspector_code
    left join plan_unit_at(known_at) as unit on unit.unit_code = finding.unit_code;
