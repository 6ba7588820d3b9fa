-- One row per (review round whose sheets connect it, rater with a sheet in force): how many points it gives less than the raters' mean
-- to the same unit (severity, summing to 0), and how far apart its points lie (spread, their standard deviation).
create or replace macro rater_severity_at(as_of, known_at) as table
    select
        sheet.round_date,
        sheet.rater_code,
        avg(fit.adjusted_score - sheet.points) as severity,
        stddev_pop(sheet.points) as spread,
    from sheet_score_at(known_at) as sheet
    inner join unit_fit_at(as_of, known_at) as fit on fit.round_date = sheet.round_date and fit.unit_code = sheet.unit_code
    group by sheet.round_date, sheet.rater_code;
