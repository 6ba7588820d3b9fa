-- One row per stored score of a unit or by a rater that is none of its round: it would count in no round, or where nobody asked for it.
select given_score.submission_id, given_score.round_date, given_score.rater_code, given_score.unit_code
from given_score
left join review_round_member as rater
    on rater.round_date = given_score.round_date and rater.unit_code = given_score.rater_code and rater.is_rater
left join review_round_member as scored
    on scored.round_date = given_score.round_date and scored.unit_code = given_score.unit_code and scored.is_scored
where rater.unit_code is null or scored.unit_code is null;
