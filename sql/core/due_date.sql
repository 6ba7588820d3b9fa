-- The last day on which a period's report is in time: the due day of the month after, or that month's last where it is shorter.
create or replace macro due_date(period, due_day) as least(
    (date_trunc('month', period) + interval 1 month)::date + (due_day::integer - 1),
    last_day((date_trunc('month', period) + interval 1 month)::date)
);
