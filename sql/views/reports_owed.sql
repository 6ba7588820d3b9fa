-- One row per (unit, period of its cycle) whose due day is past at as_of and for which no report is in force. as_of is not held. As known now, for today.
create or replace view reports_owed as
    select * from reports_owed_at(office_now()::date, office_now());
