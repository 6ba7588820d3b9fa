-- One row per (county-level unit, indicator of a scored task with a target of its own) that the newest counted window that has begun
-- reports and that holds something of the total: what to check first, and why. Each sign (a jump, 已完成 without evidence, an inspection
-- of it that did not hold up) counts like one more check that failed, and a unit that was never checked stands at one half:
-- doubt = (missed + signs + 1) / (checked + signs + 2); at_risk is the stake in doubt, in points of the total.
create or replace macro check_first_at(as_of, known_at) as table
    with outcome as (
        select * from inspected_outcome_at(as_of, known_at)
    ), of_unit as (
        select
            unit_code,
            count(held_up)::integer as checked,
            (count(*) filter (not held_up))::integer as missed,
        from outcome
        group by unit_code
    ), own as (
        select distinct unit_code, indicator_id from outcome where not held_up
    ), warned as (
        -- A warning names its own cell, the evidence's or the figure's; both stand in the figure's row. A .csv has no sheet's name.
        select
            submission_id,
            regexp_replace(coalesce(sheet, '') || '!' || cell, '![A-Z]+([0-9]+)$', '!\1') as row_place,
            bool_or(rule = 'value_jumped') as jumped,
            bool_or(rule = 'evidence_missing') as without_evidence,
        from submission_warning
        where rule in ('value_jumped', 'evidence_missing')
        group by submission_id, row_place
    ), reported as (
        select
            worth.*,
            worth.points * worth.fulfilment as stake,
            coalesce(warned.jumped, false) as jumped,
            coalesce(warned.without_evidence, false) as without_evidence,
            coalesce(of_unit.checked, 0) as checked,
            coalesce(of_unit.missed, 0) as missed,
            own.unit_code is not null as own_missed,
            coalesce(
                if(worth.source_cell is null, counted.received_at > submission.received_at, counted.period >= worth.period), false
            ) as is_verified_since,
        from indicator_worth_at(as_of, known_at) as worth
        inner join submission on submission.submission_id = worth.submission_id
        left join warned
            on warned.submission_id = worth.submission_id
            and warned.row_place = regexp_replace(worth.source_cell, '![A-Z]+([0-9]+)$', '!\1')
        left join of_unit on of_unit.unit_code = worth.unit_code
        left join own on own.unit_code = worth.unit_code and own.indicator_id = worth.indicator_id
        left join outcome as counted
            on counted.unit_code = worth.unit_code
            and counted.indicator_id = worth.indicator_id
            and counted.window_start = worth.window_start
            and counted.is_counted
        where worth.scored and worth.value is not null and rounded(worth.fulfilment) > 0
    ), doubted as (
        select *, jumped::integer + without_evidence::integer + own_missed::integer as signs
        from reported
    )
    select
        doubted.unit_code,
        doubted.task_no,
        doubted.indicator_id,
        indicator.name as indicator_name,
        doubted.window_label,
        case when doubted.source_cell is not null then doubted.period end as period,
        doubted.reported_value,
        doubted.value,
        doubted.stake,
        place_among(doubted.total, doubted.rivals) as rank,
        place_among(doubted.total - doubted.stake, doubted.rivals) as rank_if_lost,
        doubted.jumped,
        doubted.without_evidence,
        doubted.checked,
        doubted.missed,
        doubted.own_missed,
        doubted.signs,
        (doubted.missed + doubted.signs + 1) / (doubted.checked + doubted.signs + 2) as doubt,
        doubted.stake * ((doubted.missed + doubted.signs + 1) / (doubted.checked + doubted.signs + 2)) as at_risk,
        doubted.is_verified_since,
    from doubted
    inner join plan_indicator_at(known_at) as indicator on indicator.indicator_id = doubted.indicator_id;
