-- One row per (unit, period of its cycle) whose due day is past at as_of and for which no report is in force. as_of is not held.
create or replace macro reports_owed_at(as_of, known_at) as table
    with plan_span as (
        select start_date, end_date from plan_window_at(known_at) where "window" = 'plan'
    ), month_of_plan as (
        select unnest(
            generate_series(date_trunc('month', start_date)::timestamp, end_date::timestamp, interval 1 month)
        )::date as period
        from plan_span
    ), asked as (
        select
            unit.unit_code,
            unit.name as unit_name,
            month_of_plan.period,
            due_date(month_of_plan.period, setting_at('report_due_day', known_at)) as due_date,
        from plan_unit_at(known_at) as unit
        cross join month_of_plan
        where
            case unit.report_cycle
                when 'month' then true
                when 'quarter' then month(month_of_plan.period) in (3, 6, 9, 12)
                when 'half_year' then month(month_of_plan.period) in (6, 12)
                else false
            end
    )
    select
        asked.unit_code,
        asked.unit_name,
        asked.period,
        asked.due_date,
        datediff('day', asked.due_date, as_of::date) as days_overdue,
    from asked
    where
        asked.due_date < as_of::date
        and not exists (
            select 1
            from in_force_at(known_at) as in_force
            where in_force.kind = 'report' and in_force.unit_code = asked.unit_code and in_force.period = asked.period
        );
