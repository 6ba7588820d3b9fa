-- One row per (closed review round dated on or before the held as_of whose sheets connect it, rater, scored unit): the points given, what
-- the unit's 校正分 and the rater's severity lead one to expect, and the difference. Severity is as in rater_severity_at.
create or replace macro score_residual_at(as_of, known_at) as table
    with expected as (
        select
            sheet.round_date,
            sheet.rater_code,
            sheet.unit_code,
            sheet.points,
            fit.adjusted_score - avg(fit.adjusted_score - sheet.points) over (
                partition by sheet.round_date, sheet.rater_code
            ) as expected_points,
        from sheet_score_at(known_at) as sheet
        inner join unit_fit_at(as_of, known_at) as fit on fit.round_date = sheet.round_date and fit.unit_code = sheet.unit_code
        inner join round_state_at(as_of, known_at) as state on state.round_date = sheet.round_date and state.closed
    )
    select
        *,
        points - expected_points as residual,
    from expected;
