-- One row per stored score that no loader may let through: of the rater itself, negative, not finite, or over the full marks of every
-- plan version (criteria may differ between versions, and a score stands by those of its receipt).
with score as (
    select
        submission_id,
        unit_code,
        rater_code,
        len(scores) as criteria,
        unnest(scores) as score,
        generate_subscripts(scores, 1) as place,
    from given_score
), criterion as (
    select
        plan_version_no,
        full_score,
        row_number() over (partition by plan_version_no order by criterion_no) as place,
        count(*) over (partition by plan_version_no) as criteria,
    from plan_review_criterion
)
select score.submission_id, score.unit_code, score.place, score.score
from score
where
    score.rater_code = score.unit_code
    or not isfinite(score.score)
    or score.score < 0
    or not exists (
        select 1
        from criterion
        where criterion.criteria = score.criteria and criterion.place = score.place and score.score <= criterion.full_score
    );
