-- The value of one setting of the plan version in force at known_at.
create or replace macro setting_at(setting_key, known_at) as (
    select value from plan_setting where plan_version_no = plan_version_at(known_at) and key = setting_key
);
