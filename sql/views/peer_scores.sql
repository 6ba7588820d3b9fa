-- One row per (review round dated until today, scored unit), also while no sheet is in. As known now, for today.
create or replace view peer_scores as
    select * from peer_scores_at(office_now()::date, office_now());
