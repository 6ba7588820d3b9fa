-- One row per (inspector, inspected unit, period, indicator): the row of the inspection in force at known_at.
create or replace macro inspected_in_force_at(known_at) as table
    select
        inspected_value.*,
        in_force.received_at,
    from in_force_at(known_at) as in_force
    inner join inspected_value
        on inspected_value.submission_id = in_force.submission_id
        and inspected_value.inspector_code = in_force.unit_code
        and inspected_value.unit_code = in_force.subject_code
        and inspected_value.period = in_force.period
    where in_force.kind = 'inspection';
