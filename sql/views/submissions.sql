-- One row per submission received by known_at, with its state at that moment. As known now, for today.
create or replace view submissions as
    select * from submissions_at(office_now()::date, office_now());
