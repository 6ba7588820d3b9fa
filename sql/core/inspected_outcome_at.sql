-- One row per row of an inspection in force whose period has begun by the held as_of: what was reported of it by the end of that period,
-- and whether it held up. Of a unit with a register in force that is its count of sites, as in window_value_at; the window is null
-- where no counted one holds the period. Nothing reported by then deducts 0, and neither holds up nor fails.
create or replace macro inspected_outcome_at(as_of, known_at) as table
    with moment as (
        select * from moment_at(as_of, known_at)
    ), inspected as (
        select
            inspected.*,
            duty.window_label,
            duty.window_start,
            duty.window_end,
            moment.held,
            least(last_day(inspected.period), duty.window_end, moment.plan_end) as then_day,
        from inspected_in_force_at(known_at) as inspected
        inner join moment on inspected.period <= moment.held
        left join plan_duty as duty
            on duty.plan_version_no = moment.plan_version_no
            and duty.unit_code = inspected.unit_code
            and duty.indicator_id = inspected.indicator_id
            and inspected.period between date_trunc('month', duty.window_start) and duty.window_end
    ), typed as (
        select
            inspected.unit_code,
            inspected.indicator_id,
            inspected.period,
            arg_max(reported.value, reported.period) as typed_then,
        from (select distinct unit_code, indicator_id, period, window_start from inspected) as inspected
        inner join reported_in_force_at(known_at) as reported
            on reported.unit_code = inspected.unit_code
            and reported.indicator_id = inspected.indicator_id
            and reported.period between date_trunc('month', inspected.window_start) and inspected.period
        group by inspected.unit_code, inspected.indicator_id, inspected.period
    ), register as (
        select submission_id, unit_code from in_force_at(known_at) where kind = 'sites'
    ), registered as (
        select
            asked.unit_code,
            asked.indicator_id,
            asked.period,
            count(site.folded_name) filter (site.counts_from <= asked.then_day) as sites_then,
        from (
            select distinct unit_code, indicator_id, period, then_day from inspected where window_start <= held
        ) as asked
        inner join register on register.unit_code = asked.unit_code
        inner join plan_site_domain_at(known_at) as domain on domain.indicator_id = asked.indicator_id
        left join site_in_force_at(known_at) as site
            on site.submission_id = register.submission_id and site.domain = domain.domain
        group by asked.unit_code, asked.indicator_id, asked.period
    ), outcome as (
        select
            inspected.*,
            coalesce(registered.sites_then::double, typed.typed_then) as reported_then,
        from inspected
        left join typed
            on typed.unit_code = inspected.unit_code
            and typed.indicator_id = inspected.indicator_id
            and typed.period = inspected.period
        left join registered
            on registered.unit_code = inspected.unit_code
            and registered.indicator_id = inspected.indicator_id
            and registered.period = inspected.period
    )
    select
        inspector_code,
        unit_code,
        period,
        indicator_id,
        window_label,
        window_start,
        window_end,
        reported_then,
        verified,
        case when window_start is not null and verified is not null then coalesce(reported_then - verified, 0) end as deduction,
        case when reported_then is not null then rounded(reported_then - verified) <= 0 end as held_up,
        window_start is not null and verified is not null and row_number() over (
            partition by unit_code, indicator_id, window_start, verified is null
            order by period desc, received_at desc, submission_id desc
        ) = 1 as is_counted,
        finding,
        due_date,
        submission_id,
        source_cell,
        received_at,
    from outcome;
