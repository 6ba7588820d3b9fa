-- One row per (county-level unit, part of the total) that has a value for all units alike: points, 0 to 100, and the part's weight.
create or replace macro total_part_at(as_of, known_at) as table
    select
        unit.unit_code,
        score_weight.part,
        figure.fulfilment * 100 as points,
        score_weight.weight,
    from plan_unit_at(known_at) as unit
    inner join unit_figure_at(as_of, known_at) as figure on figure.unit_code = unit.unit_code
    inner join plan_score_weight_at(known_at) as score_weight on score_weight.part = 'fulfilment'
    where unit.kind in ('county', 'park');
