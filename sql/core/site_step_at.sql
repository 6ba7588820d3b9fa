-- One row per (county-level unit, domain of sites with a target of its own): what one site more in the newest counted window that has
-- begun would do to the unit's total and rank, the other units unchanged. A quota that is full, a task that is not scored, and a plan
-- in which no such window has begun gain 0.
create or replace macro site_step_at(as_of, known_at) as table
    with step as (
        select
            *,
            case
                when window_start is null or coalesce(target, 0) = 0 then 0
                else points * (
                    least((coalesce(value, 0) + 1) / nullif(target, 0), 1) - least(coalesce(value, 0) / nullif(target, 0), 1)
                ) / nullif(windows, 0)
            end as gain,
        from indicator_worth_at(as_of, known_at)
    )
    select
        step.unit_code,
        domain.domain,
        step.indicator_id,
        step.target,
        step.value,
        step.gain,
        step.total + step.gain as total_after,
        place_among(step.total, step.rivals) as rank,
        place_among(step.total + step.gain, step.rivals) as rank_after,
        step.joint,
    from step
    inner join plan_site_domain_at(known_at) as domain on domain.indicator_id = step.indicator_id;
