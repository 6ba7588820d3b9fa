-- One row per unit of the plan version in force at known_at.
create or replace macro plan_unit_at(known_at) as table
    select * from plan_unit where plan_version_no = plan_version_at(known_at);
