-- The number of the plan version in force at known_at; the first counts as known since ever.
create or replace macro plan_version_at(known_at) as (
    select max_by(plan_version_no, (in_force_from, plan_version_no))
    from plan_version
    where in_force_from <= known_at::timestamp or plan_version_no = 1
);
