"""A review round in words and tables: its state, its scores, who gave how many points. Pure: frames in, words and frames out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from pages.parts.look import hundredths, number, short, total
from pages.parts.sources import spot_words
from warehouse.plan import Criterion

NOT_SENT, OWN = "未交", "—"
DROPPED = {True: "去高", False: "去低"}
"""By whether it is the highest."""


@dataclass(frozen=True)
class Round:
    """A round as it stands by the clocks of the page."""

    round_date: date
    name: str
    raters: int
    sheets: int
    closed: bool
    closed_at: datetime | None
    """When the city closed it; a round is closed too when all sheets are in."""

    @property
    def state(self) -> str:
        """“评分进行中(3/8)”, “打分表已收齐(8/8)” or “已结束(7/8)”."""
        words = "已结束" if self.closed_at else "打分表已收齐" if self.closed else "评分进行中"
        return f"{words}({self.sheets}/{self.raters})"


def rounds_of(states: pd.DataFrame) -> list[Round]:
    """What `round_queries.round_states` answers, in its order."""
    return [
        Round(row["round_date"].date(), row["name"], int(row["raters"]), int(row["sheets"]), bool(row["closed"]), _moment(row["closed_at"]))
        for _, row in states.iterrows()
    ]


def _moment(found: pd.Timestamp) -> datetime | None:
    return None if pd.isna(found) else found.to_pydatetime()


# ---- the answer ------------------------------------------------------------------------------------------------------------


def answer(chosen: Round, scores: pd.DataFrame) -> str:
    """The round in one sentence. Its name is foreign text."""
    if not chosen.closed:
        return f"{chosen.name}:评分进行中({chosen.sheets}/{chosen.raters}),还差 {chosen.raters - chosen.sheets} 张打分表"
    state = "已结束" if chosen.closed_at else f"打分表已收齐({chosen.sheets}/{chosen.raters})"
    firsts = scores[scores["official_rank"] == 1]
    if firsts.empty:
        return f"{chosen.name}{state},没有收到打分表"
    names, score = "、".join(map(short, firsts["unit_name"])), total(firsts["official_score"].iloc[0])
    return f"{chosen.name}{state},{'并列' if len(firsts) > 1 else ''}第一名 {names} {score} 分;{ranks_words(scores)}"


def ranks_words(scores: pd.DataFrame) -> str:
    """Whether the two ranks differ."""
    if scores["adjusted_rank"].isna().all():
        return "校正分还算不出"
    differing = int((scores["official_rank"] != scores["adjusted_rank"]).sum())
    return f"官方名次与校正名次有 {differing} 处不同" if differing else "官方名次与校正名次一致"


def counts_words(chosen: Round, scores: pd.DataFrame, sources: pd.DataFrame) -> str:
    """Whether the totals of the ranking use this round's scores, and why not. `sources` as `queries.total_sources` answers them."""
    used = sources[sources["part"] == "peer_score"]
    if len(used) and used["round_date"].iloc[0].date() == chosen.round_date:
        return "总分中的互评分取自这一轮。"
    other = f"总分中的互评分取自 {used['round_date'].iloc[0]:%Y-%m-%d}“{used['name'].iloc[0]}”。" if len(used) else "总分中还没有互评分。"
    if not chosen.closed:
        return f"这一轮不计入总分:评分还没有结束。{other}"
    if scores["official_score"].isna().any():
        return f"这一轮不计入总分:有单位还没有得分。{other}"
    if len(used) and used["round_date"].iloc[0].date() > chosen.round_date:
        return f"这一轮不计入总分:后面已有一轮结束。{other}"
    return f"这一轮不计入总分:没有给全部县级单位打分,或方案没有给互评分权重。{other}"


# ---- scores ----------------------------------------------------------------------------------------------------------------


def score_table(scores: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """One row per scored unit, best official rank first."""
    ordered = scores.sort_values("official_rank", kind="stable", na_position="last")
    return pd.DataFrame(
        {
            "官方名次": ordered["official_rank"].astype("Int64"),
            "单位": ordered["unit_name"].map(short),
            "官方分": ordered["official_score"].map(hundredths).astype(float),
            "校正分": ordered["adjusted_score"].map(hundredths).astype(float),
            "校正名次": ordered["adjusted_rank"].astype("Int64"),
            "名次差别": [difference_words(*ranks) for ranks in zip(ordered["official_rank"], ordered["adjusted_rank"], strict=True)],
            "打分单位数": ordered["raters"].astype("Int64"),
            "去掉的最高、最低": [dropped_words(given[given["unit_code"] == code]) for code in ordered["unit_code"]],
        }
    )


def difference_words(official: float | None, adjusted: float | None) -> str:
    """Where the adjusted rank stands to the official one; nothing where one of them can't be told."""
    if official is None or adjusted is None or pd.isna(official) or pd.isna(adjusted):
        return ""
    places = int(official - adjusted)
    return f"↑ 校正后靠前 {places} 位" if places > 0 else f"↓ 校正后靠后 {-places} 位" if places else "= 相同"


def dropped_words(of_unit: pd.DataFrame) -> str:
    """Which points the official score of a unit leaves out, of the rows of `round_queries.given_points` about it."""
    if of_unit.empty:
        return "还没有打分"
    dropped = of_unit[of_unit["is_dropped"]]
    if dropped.empty:
        return "少于 5 个评分单位,不去分"
    high, low = extremes(of_unit)
    names = of_unit["rater_name"].map(short)
    return f"最高 {names[high]} {number(dropped['points'][high])}、最低 {names[low]} {number(dropped['points'][low])}"


def extremes(of_unit: pd.DataFrame) -> tuple[Any, Any]:
    """Labels of the dropped rows: the highest and the lowest. Among equals it does not matter which is called which."""
    dropped = of_unit.loc[of_unit["is_dropped"], "points"]
    high = dropped.idxmax()
    return high, next(label for label in dropped.index if label != high)


def official_formula(of_unit: pd.DataFrame, score: float) -> str:
    """The official score with its numbers put in."""
    kept = of_unit.loc[~of_unit["is_dropped"], "points"]
    left_out = f"去掉{dropped_words(of_unit)}" if of_unit["is_dropped"].any() else dropped_words(of_unit)
    return f"官方分:{left_out},({' + '.join(map(number, kept))}) ÷ {len(kept)} = {total(score)}"


def adjusted_formula(score: float) -> str:
    """How 校正分 comes about: by least squares it is the mean of the points plus how severe each rater is."""
    if pd.isna(score):
        return "校正分:打分表还连不起所有单位,暂时算不出。"
    return f"校正分:每份打分加上该评分单位的宽严(见“校正后”一列),再求平均 = {total(score)}"


# ---- rater × unit ----------------------------------------------------------------------------------------------------------


def points_table(sheets: pd.DataFrame, scores: pd.DataFrame, given: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per rater, a column per scored unit: as words, and how far each lies from the mean of what the unit was given."""
    columns = {code: short(name) for code, name in zip(scores["unit_code"], scores["unit_name"], strict=True)}
    points = given.pivot(index="rater_code", columns="unit_code", values="points")
    points = points.reindex(index=sheets["rater_code"], columns=list(columns)).astype(float)
    marks = {row.rater_code + row.unit_code: _mark(given, row) for row in given.itertuples() if row.is_dropped}
    words = [
        [_cell(rater, unit, points.loc[rater, unit], marks.get(rater + unit, ""), pd.notna(sheet)) for unit in columns]
        for rater, sheet in zip(sheets["rater_code"], sheets["submission_id"], strict=True)
    ]
    shown = pd.DataFrame(words, columns=list(columns.values()))
    shown.insert(0, "评分单位", sheets["rater_name"].map(short).to_list())
    deviations = (points - points.mean()).set_axis(list(columns.values()), axis=1).reset_index(drop=True)
    return shown, deviations


def _mark(given: pd.DataFrame, row: Any) -> str:
    return DROPPED[row.Index == extremes(given[given["unit_code"] == row.unit_code])[0]]


def _cell(rater: str, unit: str, points: float, mark: str, is_sent: bool) -> str:
    if rater == unit:
        return OWN
    return f"{number(points)} {mark}".strip() if pd.notna(points) else "无此行" if is_sent else NOT_SENT


def points_in_numbers(given: pd.DataFrame, criteria: list[Criterion]) -> pd.DataFrame:
    """One row per given score, for a table to take away: every criterion, the sum, whether it was dropped, and where it stands."""
    return pd.DataFrame(
        {
            "评分单位": given["rater_name"],
            "被评单位": given["unit_name"],
            **criteria_columns(given, criteria),
            "去分": [_mark(given, row) if row.is_dropped else "" for row in given.itertuples()],
            "评语": given["remark"].fillna(""),
            "文件": given["file_name"],
            "单元格": given["source_cell"].map(spot_words),
            "收到时间": [f"{moment:%Y-%m-%d %H:%M}" for moment in given["received_at"]],
        }
    )


def criteria_columns(given: pd.DataFrame, criteria: list[Criterion]) -> dict[str, Any]:
    """The points by criterion, full marks in the headings, and their sum."""
    columns = {
        heading: [scores[place] if place < len(scores) else None for scores in given["scores"]]
        for place, heading in enumerate(criteria_headings(criteria))
    }
    return {**columns, "合计": given["points"].round(9)}


def criteria_headings(criteria: list[Criterion]) -> list[str]:
    """Headings with the full marks: 组织领导(20)."""
    return [f"{one.name}({one.full_score:g})" for one in criteria]


# ---- severity --------------------------------------------------------------------------------------------------------------


def severity_words(severity: float) -> str:
    """A rater's severity: 严 9.03, 宽 7.28, or 与平均相同."""
    rounded = hundredths(severity) or 0.0
    return f"严 {rounded:.2f}" if rounded > 0 else f"宽 {-rounded:.2f}" if rounded < 0 else "与平均相同"


def severity_table(severities: pd.DataFrame) -> pd.DataFrame:
    """One row per rater with a sheet, the severest first."""
    return pd.DataFrame(
        {
            "评分单位": severities["rater_name"].map(short),
            "宽严(分)": severities["severity"].map(hundredths).astype(float),
            "说明": severities["severity"].map(severity_words),
            "打分离散(分)": severities["spread"].map(hundredths).astype(float),
        }
    )
