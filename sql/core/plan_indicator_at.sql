-- One row per indicator of the plan version in force at known_at.
create or replace macro plan_indicator_at(known_at) as table
    select * from plan_indicator where plan_version_no = plan_version_at(known_at);
