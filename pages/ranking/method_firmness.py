"""How firm the ranking is: over all weights, between neighbours, and against one site more."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.parts import frame
from pages.parts.chart_base import download_picture, draw
from pages.parts.data import ask
from pages.parts.download import download_table
from pages.parts.firmness_chart import firmness_frame, firmness_spec, share_words
from pages.parts.look import as_markdown, hundredths, number, short, theme
from pages.parts.total import PART_WORDS, counted_weights, part_scores
from warehouse import review_queries
from warehouse.firmness import Swap, acceptabilities, holding_share, swaps
from warehouse.plan import Plan

_EXACTLY = "精确计算,不是抽样;比较未舍入的总分,不计两位小数的舍入。"
_RISING_TOLD = 3
_READ = "每格:全部权重组合中,有多大比例使该单位得到该名次;方框为现在的名次,右列为可能的名次。"


def has_ranking(ranking: pd.DataFrame) -> bool:
    """Whether there is a ranking to speak of: two units with a total, one of which has reported something."""
    return int(ranking["total"].notna().sum()) > 1 and bool(ranking["light"].ne("灰").any())


def answer(ranking: pd.DataFrame, in_force: Plan) -> str:
    """“名次稳不稳”, in one sentence that is computed."""
    if not has_ranking(ranking):
        return "口径:还没有可以比较的名次"
    weights = counted_weights(ranking, in_force)
    if len(weights) == 1:
        return f"名次与权重无关:总分目前只有{PART_WORDS[next(iter(weights))]}一项"
    scores, ranks = part_scores(ranking, list(weights)), _ranks(ranking)
    # After so many units a place ends: with 1, 1, 3 there is no “第 1 名” alone, but there are “前 2 名”.
    ends = sorted({sum(other <= rank for other in ranks.values()) for rank in ranks.values()})
    held = {end: share_words(holding_share(scores, ranks, end)) for end in ends}
    if held[ends[-1]] == "100%":
        return "名次很稳:不论权重怎么定,全部名次都不变"
    whole = f"全部名次不变的占{_in_words(held[ends[-1]])}"
    if sure := [end for end in ends if held[end] == "100%"]:
        return f"不论权重怎么定,{_first(sure[-1])}都不变;各种权重中,{whole}"
    first = ends[0]
    third = next((end for end in ends if end >= 3), ends[-1])
    middle = f",{_first(third)}不变的占{_in_words(held[third])}" if first < third and held[third] != held[ends[-1]] else ""
    return f"各种权重中,{_first(first)}不变的占{_in_words(held[first])}{middle},{whole}"


def show_firmness(ranking: pd.DataFrame, in_force: Plan) -> None:
    """The heat table, and beside it what it takes to bring neighbours level."""
    if not has_ranking(ranking):
        st.info("还没有可以比较的名次:至少两个县级单位有报送后,这里显示权重变化时名次变不变。下面的口径不受影响。")
        return
    weights = counted_weights(ranking, in_force)
    scores = part_scores(ranking, list(weights))
    left, right = st.columns([11, 9], gap="small")
    with left.container(border=True, height="stretch"):
        _over_all_weights(ranking, scores)
    with right.container(border=True, height="stretch"):
        _between_neighbours(ranking, scores, weights)


def _ranks(ranking: pd.DataFrame) -> dict[str, int]:
    ranked = ranking[ranking["total"].notna()]
    return {code: int(rank) for code, rank in zip(ranked["unit_code"], ranked["rank"], strict=True)}


def _first(places: int) -> str:
    return "第 1 名" if places == 1 else f"前 {places} 名"


def _in_words(share: str) -> str:
    """A share for a sentence: <0.1% reads 不到 0.1%."""
    return {"<": "不到 ", ">": "超过 "}.get(share[0], " ") + share.lstrip("<>")


# ---- over all weights ----------------------------------------------------------------------------------------------------


def _over_all_weights(ranking: pd.DataFrame, scores: Mapping[str, Mapping[str, float]]) -> None:
    st.markdown("**名次稳健性** · 权重怎么变,名次会不会变")
    shares = acceptabilities(scores)
    rows = firmness_frame(ranking, shares)
    draw(rows, firmness_spec(len(scores), theme()), "firmness", "各单位得到各名次的权重组合所占比例;同样的内容可以下载成表格。")
    st.caption(f"{_READ}{_EXACTLY}")
    with st.container(horizontal=True, gap="small"):
        picture = firmness_spec(len(scores), "light")
        download_picture(rows, picture, "名次稳健性", [frame.stamp(), _READ, _EXACTLY], (900, 38 * len(scores) + 30), "picture_firmness")
        download_table(_shares_table(rows), "名次稳健性", f"{frame.stamp()};{_READ}{_EXACTLY}", "download_firmness")


def _shares_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The heat table as texts, as it is shown."""
    table = rows.pivot_table(index="row", columns="rank", values="label", aggfunc="first").rename(columns=lambda rank: f"第{rank}名")
    units = rows.drop_duplicates("row").set_index("row")
    return pd.concat([units[["unit_name", "place", "range"]].set_axis(["单位", "现在的名次", "可能的名次"], axis=1), table], axis=1)


# ---- between neighbours --------------------------------------------------------------------------------------------------


def swap_words(swap: Swap, names: Mapping[str, str]) -> str:
    """What it takes to bring two neighbours level, as a sentence."""
    ahead, behind = names[swap.ahead], names[swap.behind]
    if swap.moves is None:
        return f"先后与权重无关:{ahead}各项都不低于{behind}。"
    if not swap.moves:
        return "总分相同,已经持平。"
    first, *others = (f"{_points(move.points)} 点权重从{PART_WORDS[move.source]}" for move in swap.moves)
    taken = "、".join([f"把 {first}", *(words.replace("权重", "") for words in others)])
    after = "、".join(f"{PART_WORDS[part]} {number(weight)}" for part, weight in swap.weights_after.items())
    return f"{taken}移给{PART_WORDS[swap.moves[0].target]},{behind}就与{ahead}持平(权重变为{after})。"


def _points(points: float) -> str:
    return "不到 0.01" if points < 0.005 else number(points)


def _between_neighbours(ranking: pd.DataFrame, scores: Mapping[str, Mapping[str, float]], weights: dict[str, float]) -> None:
    st.markdown("**相邻两名,权重变多少就持平** · 权重合计 100 点")
    names = {code: short(name) for code, name in zip(ranking["unit_code"], ranking["unit_name"], strict=True)}
    ranks = _ranks(ranking)
    found = swaps(scores, weights)
    movable = sorted((swap for swap in found if swap.moves), key=lambda swap: swap.points or 0.0)
    if movable:
        easiest = f"最容易换位的是{names[movable[0].ahead]}和{names[movable[0].behind]}:移动 {_points(movable[0].points or 0.0)} 点就持平。"
    else:
        easiest = "没有哪两个相邻单位会因权重变化而换位。"
    present = "、".join(f"{PART_WORDS[part]} {number(weight * 100 / sum(weights.values()))}" for part, weight in weights.items())
    st.text(f"现在的权重:{present}(假设)。{easiest}")
    said = []
    for swap in movable:
        pair = f"第 {ranks[swap.ahead]} 名{names[swap.ahead]}、第 {ranks[swap.behind]} 名{names[swap.behind]}"
        said.append(f"- **{as_markdown(pair)}** (相差 {number(swap.gap)} 分):{as_markdown(swap_words(swap, names))}")
    if level := _pairs([swap for swap in found if swap.moves == ()], names):
        said.append(f"- **总分相同,已经持平:** {as_markdown(level)}。")
    if fixed := _pairs([swap for swap in found if swap.moves is None], names):
        said.append(f"- **先后与权重无关**(前者各项都不低于后者):{as_markdown(fixed)}。")
    st.markdown("\n".join(said))
    download_table(_swaps_table(found, ranks, names), "相邻名次与权重", f"{frame.stamp()};{_EXACTLY}", "download_swaps")


def _pairs(found: list[Swap], names: Mapping[str, str]) -> str:
    return ";".join(f"{names[swap.ahead]}在{names[swap.behind]}前" for swap in found)


def _swaps_table(found: list[Swap], ranks: Mapping[str, int], names: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "名次": [ranks[swap.ahead] for swap in found],
            "在前": [names[swap.ahead] for swap in found],
            "在后": [names[swap.behind] for swap in found],
            "总分差": [hundredths(swap.gap) for swap in found],
            "移动权重(点)": [hundredths(swap.points) for swap in found],
            "说明": [swap_words(swap, names) for swap in found],
        }
    )


# ---- one site more -------------------------------------------------------------------------------------------------------


def show_site_steps(ranking: pd.DataFrame) -> None:
    """What one demonstration site more would do to total and rank, the other units unchanged."""
    steps = ask(review_queries.site_steps, frame.clocks())
    open_steps = steps[(steps["gain"] > 0) & steps["total_after"].notna()]
    with st.container(border=True):
        st.markdown("**再增加一个示范点,总分和名次会怎样** · 其他单位不变")
        if open_steps.empty or not has_ranking(ranking):
            st.caption("没有还差示范点的单位,或还没有总分可比。")
            return
        st.text(_rising_words(open_steps[open_steps["rank_after"] < open_steps["rank"]]))
        shown = _steps_table(open_steps)
        st.dataframe(shown, hide_index=True, key="site_steps", height=36 * min(len(shown) + 1, 12) + 2, column_config=_STEP_COLUMNS)
        st.caption("只列定额还没有完成的类别;增加分数 = 一个示范点使该指标完成率增加的部分,按任务和总分权重折算。")
        download_table(shown, "再增加一个示范点", frame.stamp(), "download_site_steps")


def _rising_words(rising: pd.DataFrame) -> str:
    if rising.empty:
        return "只增加一个示范点,没有单位的名次会变。"
    told = [
        f"{short(row.unit_name)}增加一个“{row.domain_name}”的点,由第 {row.rank} 名升至第 {row.rank_after} 名"
        for row in rising.head(_RISING_TOLD).itertuples()
    ]
    return ";".join(told) + (f";这样的共 {len(rising)} 种,见下表。" if len(rising) > len(told) else "。")


_STEP_COLUMNS = {name: st.column_config.NumberColumn(format="%.2f") for name in ("增加分数", "增加后总分")}


def _steps_table(steps: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "单位": steps["unit_name"].map(short),
            "类别": steps["domain_name"],
            "指标": [f"{code} {name}" for code, name in zip(steps["indicator_id"], steps["indicator_name"], strict=True)],
            "现有(个)": steps["value"].map(lambda value: int(value) if pd.notna(value) else None).astype("Int64"),
            "定额(个)": steps["target"].astype(int),
            "增加分数": steps["gain"].map(hundredths),
            "增加后总分": steps["total_after"].map(hundredths),
            "现在名次": steps["rank"].astype("Int64"),
            "增加后名次": steps["rank_after"].astype("Int64"),
            "说明": ["市区联合" if joint else "" for joint in steps["joint"]],
        }
    )
