-- The place that a total takes among the other units' shown totals: one more than there are higher ones; no total, no place.
create or replace macro place_among(own_total, rivals) as
    case
        when own_total is not null then 1 + len(list_filter(rivals, lambda rival: rival > shown_total(own_total)))
    end;
