-- One row per (review round dated on or before the held as_of, rater): its sheet in force, or nulls while it is missing.
create or replace macro review_sheet_at(as_of, known_at) as table
    select
        member.round_date,
        member.unit_code as rater_code,
        sheet.submission_id,
        sheet.received_at,
    from round_at(as_of, known_at) as review_round
    inner join review_round_member as member on member.round_date = review_round.round_date and member.is_rater
    left join in_force_at(known_at) as sheet
        on sheet.kind = 'scoring' and sheet.unit_code = member.unit_code and sheet.period = member.round_date;
