-- One row per review round (互评). It exists from its date, whenever it was typed in; the city's closing of it is an event.
create table if not exists review_round (
    round_date date not null,
    name varchar not null,
);
