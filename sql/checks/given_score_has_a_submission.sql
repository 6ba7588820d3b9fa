-- One row per stored score without its submission, or that names another rater or round: a workbook was stored by half.
select given_score.submission_id, given_score.unit_code
from given_score
left join submission
    on submission.submission_id = given_score.submission_id
    and submission.kind = 'scoring'
    and submission.unit_code = given_score.rater_code
    and submission.period = given_score.round_date
where submission.submission_id is null;
