-- One row per stored inspection row that no loader may let through: negative, not finite, a share above 1, of an indicator that the
-- plan does not know, or of a unit that inspects itself.
select inspected_value.submission_id, inspected_value.indicator_id, inspected_value.verified
from inspected_value
left join plan_indicator_at(office_now()) as indicator on indicator.indicator_id = inspected_value.indicator_id
where
    indicator.indicator_id is null
    or inspected_value.inspector_code = inspected_value.unit_code
    or not isfinite(coalesce(inspected_value.verified, 0))
    or inspected_value.verified < 0
    or (indicator.kind in ('coverage', 'status') and inspected_value.verified > 1)
    or (indicator.kind = 'count' and inspected_value.verified <> round(inspected_value.verified));
