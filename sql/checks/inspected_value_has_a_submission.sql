-- One row per stored inspection row without its submission, or that names another inspector, unit or period: stored by half.
select inspected_value.submission_id, inspected_value.indicator_id
from inspected_value
left join submission
    on submission.submission_id = inspected_value.submission_id
    and submission.kind = 'inspection'
    and submission.unit_code = inspected_value.inspector_code
    and submission.subject_code = inspected_value.unit_code
    and submission.period = inspected_value.period
where submission.submission_id is null;
