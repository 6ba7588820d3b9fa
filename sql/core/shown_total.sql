-- A total as it is shown and ranked: two decimals, half up as by hand. round(double, 2) alone would make 2.675 into 2.67.
create or replace macro shown_total(total) as round(round(total, 9)::decimal(18, 9), 2);
