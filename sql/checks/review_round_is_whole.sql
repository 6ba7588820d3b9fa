-- One row per review round that stands twice or lacks its scored units or raters, and per member that stands twice or without its round.
select review_round.round_date, null as unit_code
from review_round
left join review_round_member as member on member.round_date = review_round.round_date
group by review_round.round_date, review_round.name
having
    not coalesce(bool_or(member.is_scored), false)
    or not coalesce(bool_or(member.is_rater), false)
    or (select count(*) from review_round as other where other.round_date = review_round.round_date) > 1
union all
select member.round_date, member.unit_code
from review_round_member as member
left join review_round on review_round.round_date = member.round_date
group by member.round_date, member.unit_code
having count(*) > 1 or count(review_round.round_date) = 0;
