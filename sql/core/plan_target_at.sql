-- One row per target of the plan version in force at known_at.
create or replace macro plan_target_at(known_at) as table
    select * from plan_target where plan_version_no = plan_version_at(known_at);
