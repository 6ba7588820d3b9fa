-- One row per (unit, indicator, counted window), also for windows still to come and for pooled indicators: what counts there.
-- A unit with a register in force counts its sites in place of what it typed; the latest inspection of the window deducts.
-- greatest(0, null) is 0 and least(null, 1) is 1 in DuckDB, so “not reported” has a branch of its own, and so has “no target”.
create or replace macro window_value_at(as_of, known_at) as table
    with moment as (
        select * from moment_at(as_of, known_at)
    ), duty as (
        select
            plan_duty.*,
            moment.held,
            moment.plan_end,
        from plan_duty
        inner join moment on moment.plan_version_no = plan_duty.plan_version_no
    ), domain as (
        select plan_site_domain.domain, plan_site_domain.indicator_id
        from plan_site_domain
        inner join moment on moment.plan_version_no = plan_site_domain.plan_version_no
    ), in_force as (
        select * from in_force_at(known_at) where kind in ('report', 'inspection', 'sites')
    ), verified as (
        select
            inspected_value.unit_code,
            inspected_value.indicator_id,
            inspected_value.period,
            inspected_value.verified,
            row_number() over (
                order by inspected_value.period, in_force.received_at, in_force.submission_id
            ) as place,
        from in_force
        inner join inspected_value on inspected_value.submission_id = in_force.submission_id
        inner join moment on inspected_value.period <= moment.held
        where in_force.kind = 'inspection' and inspected_value.verified is not null
    ), inspected as (
        select
            duty.unit_code,
            duty.indicator_id,
            duty.window_start,
            arg_max(verified.verified, verified.place) as verified_value,
            max(verified.period) as period,
        from duty
        inner join verified
            on verified.unit_code = duty.unit_code
            and verified.indicator_id = duty.indicator_id
            and verified.period between date_trunc('month', duty.window_start) and duty.window_end
        group by duty.unit_code, duty.indicator_id, duty.window_start
    ), asked as (
        select
            duty.*,
            inspected.verified_value,
            inspected.period as inspected_period,
        from duty
        left join inspected
            on inspected.unit_code = duty.unit_code
            and inspected.indicator_id = duty.indicator_id
            and inspected.window_start = duty.window_start
    ), typed as (
        select
            asked.unit_code,
            asked.indicator_id,
            asked.window_start,
            max(reported.period) as period,
            arg_max(reported.value, reported.period) as typed_value,
            arg_max(reported.submission_id, reported.period) as submission_id,
            arg_max(reported.source_cell, reported.period) as source_cell,
            arg_max(reported.value, reported.period) filter (reported.period <= asked.inspected_period) as inspected_value,
        from asked
        inner join reported_value as reported
            on reported.unit_code = asked.unit_code
            and reported.indicator_id = asked.indicator_id
            and reported.period between date_trunc('month', asked.window_start) and asked.window_end
        inner join in_force on in_force.submission_id = reported.submission_id
        where reported.period <= asked.held
        group by asked.unit_code, asked.indicator_id, asked.window_start
    ), site_of as (
        select
            in_force.unit_code,
            domain.indicator_id,
            in_force.submission_id,
            min(coalesce(site.named_on, date '0001-01-01')) as counts_from,
            site.folded_name,
        from in_force
        cross join domain
        left join site on site.submission_id = in_force.submission_id and site.domain = domain.domain
        where in_force.kind = 'sites'
        group by in_force.unit_code, domain.indicator_id, in_force.submission_id, domain.domain, site.folded_name
    ), registered as (
        select
            asked.unit_code,
            asked.indicator_id,
            asked.window_start,
            any_value(site_of.submission_id) as submission_id,
            count(site_of.folded_name) filter (site_of.counts_from <= least(asked.held, asked.window_end)) as sites,
            count(site_of.folded_name) filter (
                site_of.counts_from <= least(last_day(asked.inspected_period), asked.window_end, asked.plan_end)
            ) as inspected_sites,
        from asked
        inner join site_of on site_of.unit_code = asked.unit_code and site_of.indicator_id = asked.indicator_id
        where asked.window_start <= asked.held
        group by asked.unit_code, asked.indicator_id, asked.window_start
    ), reported as (
        select
            asked.*,
            typed.period,
            if(registered.submission_id is null, typed.typed_value, registered.sites::double) as reported_value,
            case
                when asked.indicator_id in (select indicator_id from domain) then typed.typed_value
            end as typed_value,
            case
                when asked.inspected_period is not null then coalesce(
                    if(registered.submission_id is null, typed.inspected_value, registered.inspected_sites::double)
                    - asked.verified_value,
                    0
                )
            end as deduction,
            coalesce(registered.submission_id, typed.submission_id) as submission_id,
            case when registered.submission_id is null then typed.source_cell end as source_cell,
        from asked
        left join typed
            on typed.unit_code = asked.unit_code
            and typed.indicator_id = asked.indicator_id
            and typed.window_start = asked.window_start
        left join registered
            on registered.unit_code = asked.unit_code
            and registered.indicator_id = asked.indicator_id
            and registered.window_start = asked.window_start
    ), counted as (
        select
            *,
            case
                when reported_value is not null then greatest(reported_value - coalesce(deduction, 0), 0)
            end as value,
        from reported
    )
    select
        counted.* exclude (plan_version_no, held, plan_end, inspected_period),
        counted.window_start <= counted.held as has_begun,
        exists (
            select 1
            from verified
            where verified.unit_code = counted.unit_code and verified.indicator_id = counted.indicator_id
        ) as is_verified,
        case
            when counted.value is null or coalesce(counted.target, 0) = 0 then 0
            else least(counted.value / nullif(counted.target, 0), 1)
        end as fulfilment,
        least(
            greatest(
                (datediff('day', counted.window_start, counted.held) + 1)
                / (datediff('day', counted.window_start, counted.window_end) + 1),
                0
            ),
            1
        ) as expected,
    from counted;
