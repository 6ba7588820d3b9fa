-- One row per review round that the city had closed by known_at, and when.
create or replace macro round_closing_at(known_at) as table
    select
        (payload ->> 'round_date')::date as round_date,
        min(happened_at) as closed_at,
    from event
    where kind = 'round_closed' and happened_at <= known_at::timestamp
    group by round_date;
