-- One row per kind of demonstration site of the plan version in force at known_at.
create or replace macro plan_site_domain_at(known_at) as table
    select * from plan_site_domain where plan_version_no = plan_version_at(known_at);
