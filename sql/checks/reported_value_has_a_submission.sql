-- One row per stored figure without its submission, or that names another unit or period: a workbook was stored by half.
select reported_value.submission_id, reported_value.indicator_id
from reported_value
left join submission
    on submission.submission_id = reported_value.submission_id
    and submission.kind = 'report'
    and submission.unit_code = reported_value.unit_code
    and submission.period = reported_value.period
where submission.submission_id is null;
