-- One row per (unit, domain) with a target or a site of the register in force, and per pooled domain one for the city.
-- sites are counted at the held as_of, before any deduction; target and gap are null where the unit has no target of its own.
-- A site without a quota is shown with its unit, and enters no sum of the city.
create or replace macro site_quota_at(as_of, known_at) as table
    with domain as (
        select * from plan_site_domain_at(known_at)
    ), quota as (
        select distinct
            duty.unit_code,
            domain.domain,
            duty.target,
            duty.pooled_target is not null as is_pooled,
            duty.joint,
        from plan_duty as duty
        inner join domain on domain.indicator_id = duty.indicator_id
        where duty.plan_version_no = plan_version_at(known_at)
    ), standing as (
        select unit_code, domain, count(*)::integer as sites
        from site_in_force_at(known_at)
        where counts_from <= held_as_of(as_of, known_at)
        group by unit_code, domain
    ), of_unit as (
        select
            coalesce(quota.unit_code, standing.unit_code) as unit_code,
            coalesce(quota.domain, standing.domain) as domain,
            quota.target,
            coalesce(standing.sites, 0) as sites,
            coalesce(quota.joint, false) as joint,
            coalesce(quota.is_pooled, false) as is_pooled,
        from quota
        full outer join standing on standing.unit_code = quota.unit_code and standing.domain = quota.domain
    ), of_city as (
        select
            domain.domain,
            any_value(pooled.target) as target,
            coalesce(sum(of_unit.sites), 0)::integer as sites,
            bool_or(pooled.joint) as joint,
        from domain
        inner join plan_target_at(known_at) as pooled
            on pooled.indicator_id = domain.indicator_id and pooled.scope_kind = 'city' and pooled.target is not null
        left join of_unit on of_unit.domain = domain.domain and of_unit.is_pooled
        group by domain.domain
    ), quota_row as (
        select
            of_unit.unit_code,
            coalesce(unit.name, of_unit.unit_code) as unit_name,
            of_unit.domain,
            of_unit.target,
            of_unit.sites,
            of_unit.joint,
        from of_unit
        left join plan_unit_at(known_at) as unit on unit.unit_code = of_unit.unit_code
        union all
        select 'city' as unit_code, '全市' as unit_name, domain, target, sites, joint
        from of_city
    )
    select
        quota_row.unit_code,
        quota_row.unit_name,
        quota_row.domain,
        domain.name as domain_name,
        quota_row.target,
        quota_row.sites,
        quota_row.target - quota_row.sites as gap,
        quota_row.joint,
    from quota_row
    left join domain on domain.domain = quota_row.domain;
