-- One row per setting of the plan version in force at known_at.
create or replace macro plan_setting_at(known_at) as table
    select * from plan_setting where plan_version_no = plan_version_at(known_at);
