-- One row per stored site without its submission, or that names another unit: a workbook was stored by half.
select site.submission_id, site.domain, site.name
from site
left join submission
    on submission.submission_id = site.submission_id
    and submission.kind = 'sites'
    and submission.unit_code = site.unit_code
where submission.submission_id is null;
