-- One row per window of the plan version in force at known_at.
create or replace macro plan_window_at(known_at) as table
    select * from plan_window where plan_version_no = plan_version_at(known_at);
