-- One row per spelled-out duty that its plan version does not say, or says otherwise: figures would follow another plan.
with said as (
    select duty.*
    from plan_version
    cross join lateral (select * from resolved_duty(plan_version.plan_version_no)) as duty
)
(from said except all from plan_duty)
union all
(from plan_duty except all from said);
