-- One row per county-level unit: what inspections took of its total, and the total and rank that it would have without any inspection of
-- its own figures, the other units unchanged. All null where it has no total.
create or replace macro unit_deduction_at(as_of, known_at) as table
    with deduction as (
        select
            unit_code,
            any_value(total) as total,
            any_value(rivals) as rivals,
            sum(points * (unverified_fulfilment - fulfilment)) as lost,
        from indicator_worth_at(as_of, known_at)
        where scored
        group by unit_code
    )
    select
        unit.unit_code,
        deduction.total,
        place_among(deduction.total, deduction.rivals) as rank,
        deduction.lost,
        deduction.total + deduction.lost as total_without,
        place_among(deduction.total + deduction.lost, deduction.rivals) as rank_without,
    from plan_unit_at(known_at) as unit
    left join deduction on deduction.unit_code = unit.unit_code
    where unit.kind in ('county', 'park');
