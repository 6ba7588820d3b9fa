-- One row per review round dated on or before the held as_of: how many sheets are in, and whether it is closed: sheets of all its
-- raters are in force, or the city has closed it.
create or replace macro round_state_at(as_of, known_at) as table
    select
        sheet.round_date,
        count(*)::integer as raters,
        count(sheet.submission_id)::integer as sheets,
        any_value(closing.closed_at) as closed_at,
        count(sheet.submission_id) = count(*) or any_value(closing.closed_at) is not null as closed,
    from review_sheet_at(as_of, known_at) as sheet
    left join round_closing_at(known_at) as closing on closing.round_date = sheet.round_date
    group by sheet.round_date;
