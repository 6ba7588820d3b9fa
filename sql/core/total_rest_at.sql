-- One row per (county-level unit, day), as of the held as_of and of the last day of the month before (is_before; none before the plan
-- began): how its total goes with its fulfilment, other things equal: total = fulfilment × 100 × fulfilment_share + rest. The parts
-- that have no value for all units alike are left out, and the others scaled up. Both days stand here so that rounds are read once.
create or replace macro total_rest_at(as_of, known_at) as table
    with day as (
        select false as is_before, held_as_of(as_of, known_at) as day
        union all
        select true as is_before, end_of_month_before(as_of, known_at) as day
        where end_of_month_before(as_of, known_at) >= plan_start_at(known_at)
    ), peer as (
        select day.is_before, score.unit_code, score.peer_score
        from day
        inner join closed_peer_score_at(known_at) as score on score.round_date <= day.day
        qualify rank() over (partition by day.is_before order by score.round_date desc) = 1
    ), satisfied as (
        select day.is_before, result.unit_code, result.satisfaction
        from day
        inner join full_satisfaction_at(known_at) as result on result.round_date <= day.day
        qualify rank() over (partition by day.is_before order by result.round_date desc) = 1
    ), weight as (
        select
            coalesce(sum(weight) filter (part = 'fulfilment'), 0) as fulfilment,
            coalesce(sum(weight) filter (part = 'peer_score'), 0) as peer_score,
            coalesce(sum(weight) filter (part = 'satisfaction'), 0) as satisfaction,
        from plan_score_weight_at(known_at)
    ), counted as (
        select
            day.is_before,
            unit.unit_code,
            peer.peer_score,
            satisfied.satisfaction,
            weight.fulfilment as fulfilment_weight,
            coalesce(peer.peer_score * weight.peer_score, 0) + coalesce(satisfied.satisfaction * weight.satisfaction, 0) as others,
            weight.fulfilment
            + if(peer.peer_score is null, 0, weight.peer_score)
            + if(satisfied.satisfaction is null, 0, weight.satisfaction) as weights,
        from plan_unit_at(known_at) as unit
        cross join day
        cross join weight
        left join peer on peer.unit_code = unit.unit_code and peer.is_before = day.is_before
        left join satisfied on satisfied.unit_code = unit.unit_code and satisfied.is_before = day.is_before
        where unit.kind in ('county', 'park')
    )
    select
        is_before,
        unit_code,
        peer_score,
        satisfaction,
        fulfilment_weight / nullif(weights, 0) as fulfilment_share,
        others / nullif(weights, 0) as rest,
    from counted;
