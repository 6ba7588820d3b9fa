-- The present moment in the office's local time, without a zone.
create or replace macro office_now() as (now() at time zone 'Asia/Shanghai');
