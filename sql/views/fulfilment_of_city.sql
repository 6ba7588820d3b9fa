-- One row: the city's figure, the weighted mean over its scored tasks. As known now, for today.
create or replace view fulfilment_of_city as
    select * from fulfilment_of_city_at(office_now()::date, office_now());
