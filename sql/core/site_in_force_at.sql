-- One row per (unit, domain, site) of the registers in force at known_at. A site without 命名时间 counts since ever.
create or replace macro site_in_force_at(known_at) as table
    select
        site.submission_id,
        site.unit_code,
        site.domain,
        site.folded_name,
        min(coalesce(site.named_on, date '0001-01-01')) as counts_from,
    from in_force_at(known_at) as in_force
    inner join site on site.submission_id = in_force.submission_id and site.unit_code = in_force.unit_code
    where in_force.kind = 'sites'
    group by site.submission_id, site.unit_code, site.domain, site.folded_name;
