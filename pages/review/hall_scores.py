"""The pages of the scoring: sheets that come in, and the ranking that is revealed from last to first."""

from __future__ import annotations

import pandas as pd

from pages.parts.data import Clocks, ask, plan
from pages.parts.look import SIGNS, movement, short, total
from pages.parts.total import PART_WORDS, counted_weights, total_line
from pages.review.hall_map import city_map
from pages.review.hall_run import Run, Slide, cut
from warehouse import queries, round_queries

_RATERS = 16


def round_state(run: Run) -> pd.Series:
    """How many sheets are in now, and whether the round is closed."""
    states = ask(round_queries.round_states, run.live)
    return states[states["round_date"].dt.date == run.meeting.round_date].iloc[0]


def sheets(run: Run) -> Slide:
    """Who has handed in, by the knowledge of now."""
    state = round_state(run)
    sheets = ask(round_queries.sheets_of_round, run.live, run.meeting.round_date)
    missing = sheets["submission_id"].isna()
    lines = [
        {
            "name": short(row.rater_name),
            "is_in": pd.notna(row.submission_id),
            "when": f"{row.received_at:%m-%d %H:%M}" if pd.notna(row.submission_id) else "未交",
        }
        for row in sheets[missing | (len(sheets) <= _RATERS)].itertuples()
    ]
    done_words = "打分表已收齐" if not missing.any() else "评分已由创建办结束" if state["closed"] else "评分进行中"
    title = f"{done_words}({int(state['sheets'])}/{int(state['raters'])})"
    note = "可以揭晓名次" if state["closed"] else "收到一份,这里几秒内自动显示;收齐或结束评分后揭晓名次"
    return {
        "title": title,
        "note": note,
        "in": int(state["sheets"]),
        "raters": int(state["raters"]),
        "width": round(100 * state["sheets"] / state["raters"], 2),
        **cut(lines, _RATERS),
    }


def revealed_clocks(run: Run) -> Clocks | None:
    """What the revealed ranking speaks by; None before the reveal."""
    return Clocks(run.meeting.as_of, run.meeting.revealed_at) if run.meeting.revealed_at else None


def reveal(run: Run, shown: int) -> Slide:
    """The ranking from the last place up, `shown` units of it; no ranking before it is frozen."""
    clocks = revealed_clocks(run)
    if clocks is None:
        return _waiting(run)
    ranking = ask(queries.ranking, clocks)
    in_force = plan(clocks)
    weights = counted_weights(ranking, in_force)
    whole = sum(weights.values())
    first_shown = len(ranking) - shown
    rows: list[Slide] = []
    for place, (_, row) in enumerate(ranking.iterrows()):
        if place < first_shown:
            rows.append({"is_hidden": True})
            continue
        parts = [
            {"part": part, "width": round(_score(row, part) * weight / whole, 3), "words": total(_score(row, part))}
            for part, weight in weights.items()
        ]
        rows.append(
            {
                "is_hidden": False,
                "is_new": place == first_shown,
                "rank": _rank(row),
                "name": short(row["unit_name"]),
                "parts": parts,
                "total": total(row["total"]),
                "move": movement(row["rank_change"]),
                "is_apart": row["unit_kind"] == "park",
            }
        )
    legend = [{"part": part, "words": f"{PART_WORDS[part]}"} for part, weight in weights.items()]
    line = total_line(ranking, in_force, ask(queries.total_sources, clocks))
    return {
        "title": _reveal_title(ranking, shown),
        "note": line,
        "rows": rows,
        "parts": legend,
        "has_apart": any(row.get("is_apart") for row in rows),
    }


def _waiting(run: Run) -> Slide:
    """What stands where the ranking will stand: how many sheets are in, and whose are missing."""
    state = round_state(run)
    sheets = ask(round_queries.sheets_of_round, run.live, run.meeting.round_date)
    missing = [short(name) for name in sheets.loc[sheets["submission_id"].isna(), "rater_name"]]
    words = f"评分进行中({int(state['sheets'])}/{int(state['raters'])}),收齐或结束评分后揭晓"
    return {
        "title": "评分已经结束,翻到揭晓第一页就揭晓" if state["closed"] else words,
        "note": "名次从最后一名揭晓到第一名",
        "in": int(state["sheets"]),
        "raters": int(state["raters"]),
        "width": round(100 * state["sheets"] / state["raters"], 2),
        "missing": missing[:_RATERS],
        "more": len(missing[_RATERS:]),
        "rows": [],
    }


def whole_ranking(run: Run) -> Slide:
    """The ranking as a whole beside the map; it says what `reveal` says before the reveal."""
    clocks = revealed_clocks(run)
    if clocks is None:
        return _waiting(run)
    ranking = ask(queries.ranking, clocks)
    rows = [
        {
            "rank": _rank(row),
            "name": short(row["unit_name"]),
            "light": row["light"],
            "sign": SIGNS[row["light"]],
            "total": total(row["total"]),
            "move": movement(row["rank_change"]),
            "is_apart": row["unit_kind"] == "park",
        }
        for _, row in ranking.iterrows()
    ]
    first = [row["name"] for row in rows if row["rank"] == "1"]
    in_force = plan(clocks)
    return {
        "title": f"第 1 名:{'、'.join(first)},总分 {rows[0]['total']}" if first else "还没有总分,不排名次",
        "note": total_line(ranking, in_force, ask(queries.total_sources, clocks)),
        "rows": rows,
        "has_apart": any(row["is_apart"] for row in rows),
        "map": city_map(in_force, ranking.set_index("unit_code"), run.theme, lambda row: (_rank(row), total(row["total"]))),
    }


def _rank(row: pd.Series) -> str:
    return f"{int(row['rank'])}" if pd.notna(row["rank"]) else "—"


def _score(row: pd.Series, part: str) -> float:
    return float(row[part]) * (100 if part == "fulfilment" else 1)


def _reveal_title(ranking: pd.DataFrame, shown: int) -> str:
    if not shown:
        return f"{len(ranking)} 个单位,从最后一名揭晓到第一名"
    row = ranking.iloc[len(ranking) - shown]
    return f"第 {_rank(row)} 名:{short(row['unit_name'])},总分 {total(row['total'])}"
