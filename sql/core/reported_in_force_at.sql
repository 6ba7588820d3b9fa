-- One row per (unit, period, indicator): the value of the report in force at known_at.
create or replace macro reported_in_force_at(known_at) as table
    select
        reported_value.submission_id,
        reported_value.unit_code,
        reported_value.indicator_id,
        reported_value.period,
        reported_value.value,
        reported_value.source_cell,
        in_force.received_at,
    from in_force_at(known_at) as in_force
    inner join reported_value
        on reported_value.submission_id = in_force.submission_id
        and reported_value.unit_code = in_force.unit_code
        and reported_value.period = in_force.period
    where in_force.kind = 'report';
