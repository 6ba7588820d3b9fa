-- One row per (review round, scored unit) where the sheets in force connect all of the round's units (a rater without a sheet binds
-- nothing): 校正分, the unit's part of score = unit + rater by least squares, rater effects summing to 0.
--
-- Alternating least squares takes in turn each rater's effect as the mean of its points less the units' parts, and each unit's part as
-- the mean of its points less the raters' effects. With the raters put in, one turn is part = pull + factor · part, over units alone.
-- Parts are sought with weighted sum 0 (a constant moves freely between units and raters), which takes the units' weights off the
-- factors; many turns are done in few steps by squaring: the pull stands in the column '', and [factor pull; 0 1]² does two turns at once.
create or replace macro unit_fit_at(as_of, known_at) as table
    with recursive any_sheet as (
        select sheet.*
        from sheet_score_at(known_at) as sheet
        inner join round_at(as_of, known_at) as review_round on review_round.round_date = sheet.round_date
        inner join review_round_member as member
            on member.round_date = sheet.round_date and member.unit_code = sheet.unit_code and member.is_scored
    ), link as (
        select distinct mine.round_date, mine.unit_code, other.unit_code as other_code
        from any_sheet as mine
        inner join any_sheet as other on other.round_date = mine.round_date and other.rater_code = mine.rater_code
    ), reached as (
        select round_date, min(unit_code) as unit_code from any_sheet group by round_date
        union
        select link.round_date, link.other_code
        from reached
        inner join link on link.round_date = reached.round_date and link.unit_code = reached.unit_code
    ), connected as (
        select member.round_date
        from review_round_member as member
        left join reached on reached.round_date = member.round_date and reached.unit_code = member.unit_code
        where member.is_scored
        group by member.round_date
        having count(reached.unit_code) = count(*)
    ), sheet as (
        select
            any_sheet.*,
            1 / nullif(count(*) over (partition by any_sheet.round_date, any_sheet.rater_code), 0) as share,
            any_sheet.points - avg(any_sheet.points) over (partition by any_sheet.round_date, any_sheet.rater_code) as difference,
        from any_sheet
        inner join connected on connected.round_date = any_sheet.round_date
    ), unit as (
        select
            round_date,
            unit_code,
            count(*) as sheets,
            count(*) / nullif(sum(count(*)) over (partition by round_date), 0) as weight,
            avg(difference) as pull,
        from sheet
        group by round_date, unit_code
    ), shared as (
        select mine.round_date, mine.unit_code, other.unit_code as other_code, sum(mine.share) as sheets
        from sheet as mine
        inner join sheet as other on other.round_date = mine.round_date and other.rater_code = mine.rater_code
        group by mine.round_date, mine.unit_code, other.unit_code
    ), turn as (
        select
            unit.round_date,
            unit.unit_code,
            other.unit_code as other_code,
            coalesce(shared.sheets, 0) / nullif(unit.sheets, 0) - other.weight as factor,
        from unit
        inner join unit as other on other.round_date = unit.round_date
        left join shared
            on shared.round_date = unit.round_date
            and shared.unit_code = unit.unit_code
            and shared.other_code = other.unit_code
        union all
        select round_date, unit_code, '' as other_code, pull as factor from unit
        union all
        select round_date, '' as unit_code, '' as other_code, 1 as factor from connected
    ), step as (
        select 0 as step_no, round_date, unit_code, other_code, factor::double as factor, 'infinity'::double as largest_move
        from turn
        union all
        select step_no + 1, round_date, unit_code, other_code, factor, max(abs(move)) over ()
        from (
            select
                one.step_no,
                one.round_date,
                one.unit_code,
                another.other_code,
                sum(one.factor * another.factor) as factor,
                coalesce(
                    sum(one.factor * another.factor) filter (one.other_code <> '' and another.other_code = ''), 0
                ) as move,
            from step as one
            inner join step as another
                on another.round_date = one.round_date and another.unit_code = one.other_code
            where one.largest_move >= 1e-9 and one.step_no < 60
            group by one.step_no, one.round_date, one.unit_code, another.other_code
        ) as squared
    ), part as (
        select round_date, unit_code, factor as part
        from step
        where other_code = '' and unit_code <> '' and step_no = (select max(step_no) from step)
    ), effect as (
        select sheet.round_date, sheet.rater_code, avg(sheet.points - part.part) as effect
        from sheet
        inner join part on part.round_date = sheet.round_date and part.unit_code = sheet.unit_code
        group by sheet.round_date, sheet.rater_code
    ), level as (
        select round_date, avg(effect) as level from effect group by round_date
    )
    select part.round_date, part.unit_code, part.part + level.level as adjusted_score
    from part
    inner join level on level.round_date = part.round_date;
