-- One row per (review round dated on or before the held as_of, scored unit), also while no sheet is in.
create or replace macro peer_scores_at(as_of, known_at) as table
    with score as (
        select
            official.*,
            fit.adjusted_score,
        from official_score_at(as_of, known_at) as official
        left join unit_fit_at(as_of, known_at) as fit
            on fit.round_date = official.round_date and fit.unit_code = official.unit_code
    )
    select
        score.round_date,
        score.unit_code,
        unit.name as unit_name,
        score.raters,
        score.official_score,
        score.adjusted_score,
        case
            when score.official_score is not null then rank() over (
                partition by score.round_date order by shown_total(score.official_score) desc nulls last
            )
        end as official_rank,
        case
            when score.adjusted_score is not null then rank() over (
                partition by score.round_date order by shown_total(score.adjusted_score) desc nulls last
            )
        end as adjusted_rank,
        state.closed,
    from score
    inner join round_state_at(as_of, known_at) as state on state.round_date = score.round_date
    left join plan_unit_at(known_at) as unit on unit.unit_code = score.unit_code;
