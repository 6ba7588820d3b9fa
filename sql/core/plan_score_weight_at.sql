-- One row per score_weight of the plan version in force at known_at.
create or replace macro plan_score_weight_at(known_at) as table
    select * from plan_score_weight where plan_version_no = plan_version_at(known_at);
