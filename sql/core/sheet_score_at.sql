-- One row per (review round, rater, scored unit): the sum of the criteria, 0 to 100, of the sheets in force at known_at.
create or replace macro sheet_score_at(known_at) as table
    select
        given_score.round_date,
        given_score.rater_code,
        given_score.unit_code,
        list_sum(given_score.scores) as points,
    from in_force_at(known_at) as in_force
    inner join given_score
        on given_score.submission_id = in_force.submission_id
        and given_score.rater_code = in_force.unit_code
        and given_score.round_date = in_force.period
    where in_force.kind = 'scoring';
