-- A figure as it is compared and ranked: 9 decimals, so that the order of additions decides nothing.
create or replace macro rounded(figure) as round(figure, 9);
