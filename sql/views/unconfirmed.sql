-- One row per submission in force that was sent through the page with a warning nobody has confirmed: its figures are 待核. As known now, for today.
create or replace view unconfirmed as
    select * from unconfirmed_at(office_now()::date, office_now());
