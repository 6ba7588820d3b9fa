-- One row per (review round closed by known_at in which every county-level unit has an official score, county-level unit), rounds that
-- are dated later among them: what totals may take their peer score from.
create or replace macro closed_peer_score_at(known_at) as table
    with unit as (
        select unit_code from plan_unit_at(known_at) where kind in ('county', 'park')
    )
    select official.round_date, official.unit_code, official.official_score as peer_score
    from official_score_at('infinity'::date, known_at) as official
    inner join unit on unit.unit_code = official.unit_code
    inner join round_state_at('infinity'::date, known_at) as state on state.round_date = official.round_date
    where state.closed
    qualify count(official.official_score) over (partition by official.round_date) = (select count(*) from unit);
