-- One row per county-level unit: how its total goes with its fulfilment as of the held as_of, other things equal:
-- total = fulfilment × 100 × fulfilment_share + rest. The parts that count are those of county_total_at.
create or replace macro total_rest_at(as_of, known_at) as table
    with peer as (
        select unit_code, peer_score
        from closed_peer_score_at(known_at)
        where round_date <= held_as_of(as_of, known_at)
        qualify rank() over (order by round_date desc) = 1
    ), satisfied as (
        select unit_code, satisfaction
        from full_satisfaction_at(known_at)
        where round_date <= held_as_of(as_of, known_at)
        qualify rank() over (order by round_date desc) = 1
    ), weight as (
        select
            coalesce(sum(weight) filter (part = 'fulfilment'), 0) as fulfilment,
            coalesce(sum(weight) filter (part = 'peer_score'), 0) as peer_score,
            coalesce(sum(weight) filter (part = 'satisfaction'), 0) as satisfaction,
        from plan_score_weight_at(known_at)
    ), counted as (
        select
            unit.unit_code,
            weight.fulfilment as fulfilment_weight,
            coalesce(peer.peer_score * weight.peer_score, 0) + coalesce(satisfied.satisfaction * weight.satisfaction, 0) as others,
            weight.fulfilment
            + if(peer.peer_score is null, 0, weight.peer_score)
            + if(satisfied.satisfaction is null, 0, weight.satisfaction) as weights,
        from plan_unit_at(known_at) as unit
        cross join weight
        left join peer on peer.unit_code = unit.unit_code
        left join satisfied on satisfied.unit_code = unit.unit_code
        where unit.kind in ('county', 'park')
    )
    select
        unit_code,
        fulfilment_weight / nullif(weights, 0) as fulfilment_share,
        others / nullif(weights, 0) as rest,
    from counted;
