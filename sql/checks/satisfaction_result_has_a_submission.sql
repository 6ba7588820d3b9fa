-- One row per stored 群众满意度 without its submission, or that names another round: a workbook was stored by half.
select satisfaction_result.submission_id, satisfaction_result.unit_code
from satisfaction_result
left join submission
    on submission.submission_id = satisfaction_result.submission_id
    and submission.kind = 'satisfaction'
    and submission.period = satisfaction_result.round_date
where submission.submission_id is null;
