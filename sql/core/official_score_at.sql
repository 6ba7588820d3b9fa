-- One row per (review round dated on or before the held as_of, scored unit): the mean of its raters' points; with five raters or
-- more of that unit one highest and one lowest are dropped. The score is null while no sheet is in.
create or replace macro official_score_at(as_of, known_at) as table
    select
        member.round_date,
        member.unit_code,
        count(sheet.points)::integer as raters,
        case
            when count(sheet.points) >= 5
                then (sum(sheet.points) - max(sheet.points) - min(sheet.points)) / nullif(count(sheet.points) - 2, 0)
            else avg(sheet.points)
        end as official_score,
    from round_at(as_of, known_at) as review_round
    inner join review_round_member as member on member.round_date = review_round.round_date and member.is_scored
    left join sheet_score_at(known_at) as sheet
        on sheet.round_date = member.round_date and sheet.unit_code = member.unit_code
    group by member.round_date, member.unit_code;
