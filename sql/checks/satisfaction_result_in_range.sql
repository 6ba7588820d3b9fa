-- One row per stored 群众满意度 that no loader may let through: outside 0 to 100, or with less than no answers.
select submission_id, unit_code, satisfaction, answers
from satisfaction_result
where not isfinite(satisfaction) or satisfaction not between 0 and 100 or answers < 0;
