-- The last day of the month before the held as_of: what a change of rank is measured against.
create or replace macro end_of_month_before(as_of, known_at) as last_day((held_as_of(as_of, known_at) - interval 1 month)::date);
