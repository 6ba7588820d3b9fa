-- One row per (county-level unit, indicator of a scored task with a target of its own): what it holds of the unit's total (stake) and
-- what inspections took of it (lost, which may be negative), each with the total and the rank that the unit would have without that one
-- thing, the other units unchanged.
create or replace macro indicator_stake_at(as_of, known_at) as table
    with stake as (
        select
            *,
            points * fulfilment as stake,
            points * (unverified_fulfilment - fulfilment) as lost,
        from indicator_worth_at(as_of, known_at)
        where scored
    )
    select
        unit_code,
        task_no,
        indicator_id,
        points,
        fulfilment,
        stake,
        total - stake as total_if_lost,
        place_among(total - stake, rivals) as rank_if_lost,
        unverified_fulfilment,
        lost,
        total + lost as total_without,
        place_among(total + lost, rivals) as rank_without,
        total,
        place_among(total, rivals) as rank,
    from stake;
