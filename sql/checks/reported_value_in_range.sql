-- One row per stored figure that no loader may let through: negative, not finite, or a share above 1.
select reported_value.submission_id, reported_value.indicator_id, reported_value.value
from reported_value
inner join plan_indicator_at(office_now()) as indicator on indicator.indicator_id = reported_value.indicator_id
where
    not isfinite(reported_value.value)
    or reported_value.value < 0
    or (indicator.kind in ('coverage', 'status') and reported_value.value > 1)
    or (indicator.kind = 'count' and reported_value.value <> round(reported_value.value));
