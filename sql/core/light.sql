-- The light of a figure: 已完成, 绿, 黄, 红, or 灰 where nothing was reported.
create or replace macro light(fulfilment, expected, is_reported, yellow_points) as
    case
        when not is_reported then '灰'
        when rounded(fulfilment) = 1 then '已完成'
        when rounded(fulfilment) >= rounded(expected) then '绿'
        when rounded(expected - fulfilment) <= rounded(yellow_points / 100) then '黄'
        else '红'
    end;
