-- One row per event about a submission that is not there.
select event.event_no, event.kind, event.submission_id
from event
left join submission on submission.submission_id = event.submission_id
where event.submission_id is not null and submission.submission_id is null;
