-- One row per section of the plan version in force at known_at.
create or replace macro plan_section_at(known_at) as table
    select * from plan_section where plan_version_no = plan_version_at(known_at);
