-- One row per (unit, indicator) whose figure is 待核, and why: its inspection or its return is under an objection that nobody has decided,
-- or it rests on a submission with a warning that nobody has confirmed.
create or replace macro pending_figure_at(as_of, known_at) as table
    with open_objection as (
        select * from objection_at(known_at) where decision is null
    ), of_inspection as (
        select open_objection.unit_code, open_objection.indicator_id
        from open_objection
        inner join inspected_in_force_at(known_at) as inspected
            on inspected.inspector_code = open_objection.inspector_code
            and inspected.unit_code = open_objection.unit_code
            and inspected.period = open_objection.period
            and inspected.indicator_id = open_objection.indicator_id
        where open_objection.subject = 'inspection' and open_objection.period <= held_as_of(as_of, known_at)
    ), of_return as (
        select reported_value.unit_code, reported_value.indicator_id
        from open_objection
        inner join reported_value on reported_value.submission_id = open_objection.submission_id
        where open_objection.subject = 'return'
        union
        select inspected_value.unit_code, inspected_value.indicator_id
        from open_objection
        inner join inspected_value on inspected_value.submission_id = open_objection.submission_id
        where open_objection.subject = 'return'
        union
        select site.unit_code, domain.indicator_id
        from open_objection
        inner join site on site.submission_id = open_objection.submission_id
        inner join plan_site_domain_at(known_at) as domain on domain.domain = site.domain
        where open_objection.subject = 'return'
    ), unconfirmed as (
        select distinct submission_id from unconfirmed_warning_at(known_at)
    ), of_warning as (
        select distinct in_force.unit_code, in_force.indicator_id
        from window_value_at(as_of, known_at) as in_force
        inner join unconfirmed on unconfirmed.submission_id = in_force.submission_id
        union
        select inspected.unit_code, inspected.indicator_id
        from inspected_in_force_at(known_at) as inspected
        inner join unconfirmed on unconfirmed.submission_id = inspected.submission_id
        where inspected.verified is not null and inspected.period <= held_as_of(as_of, known_at)
    )
    select unit_code, indicator_id, 'inspection_objection' as reason from of_inspection
    union
    select unit_code, indicator_id, 'return_objection' as reason from of_return
    union
    select unit_code, indicator_id, 'warning' as reason from of_warning;
