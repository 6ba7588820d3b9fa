-- One row per task of the plan version in force at known_at.
create or replace macro plan_task_at(known_at) as table
    select * from plan_task where plan_version_no = plan_version_at(known_at);
