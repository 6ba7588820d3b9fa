-- One row per review round dated on or before the held as_of: a round exists from its date, whenever it was typed in.
create or replace macro round_at(as_of, known_at) as table
    select * from review_round where round_date <= held_as_of(as_of, known_at);
