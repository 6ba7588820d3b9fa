"""会议: the order of its pages, its pictures, and that a text of a workbook is nothing but a text on them."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from pages.parts.map_chart import places
from pages.parts.outlines import Look, drawing
from pages.review.hall import _clock, _templates
from pages.review.hall_doing import due_day
from pages.review.hall_map import city_map, unit_map
from pages.review.hall_run import cut
from pages.review.hall_steps import Step, leaves, step_at, steps_of
from warehouse.meeting_queries import Meeting
from warehouse.meetings import AgendaItem, Decision
from warehouse.plan import read_plan

ROOT = Path(__file__).resolve().parents[2]
PLAN = read_plan(ROOT / "plans" / "pingliang")
MEETING = Meeting(
    "240630-A", date(2024, 6, 30), "年中互评", date(2024, 7, 10), datetime(2024, 7, 10, 9), None, 1, None,
    (AgendaItem("park", 5), AgendaItem("huating", 8)), {}, {}, (),
)  # fmt: skip


DECISIONS = (Decision("补齐记录"),)


def test_decisions_take_as_many_pages_as_they_need() -> None:
    """Short ones share a page, a long one may have one of its own, none is lost, and they keep their numbers."""
    decisions = [Decision("短"), Decision("长" * 200), Decision("短"), Decision("a" * 200), *[Decision("短")] * 9]
    pages = leaves(decisions, 9.5)
    assert [number for page in pages for number, _ in page] == list(range(1, 14))
    assert [one for page in pages for _, one in page] == decisions
    assert [len(page) for page in pages] == [1, 1, 2, 5, 4]
    assert leaves([], 9.5) == [[]]
    meeting = replace(MEETING, decisions=tuple(decisions))
    assert [step.key for step in steps_of(meeting, (), 0)][-6:] == ["decisions", *(f"decisions-{n}" for n in range(2, 6)), "since"]


def test_the_order_of_the_pages() -> None:
    keys = [step.key for step in steps_of(MEETING, DECISIONS, 2)]
    assert keys == [
        "before", "agenda", "city", "unit-park", "unit-park-tasks", "unit-park-findings", "unit-huating", "unit-huating-tasks",
        "unit-huating-findings", "sheets", "reveal-0", "reveal-1", "reveal-2", "ranking", "decisions", "since",
    ]  # fmt: skip
    assert keys[1:] == [step.key for step in steps_of(MEETING, (), 2)]
    steps = steps_of(MEETING, (), 2)
    assert [step_at(steps, key) for key in ("city", "moon", None)] == [1, 0, 0]


def test_every_kind_of_page_has_a_template() -> None:
    for step in steps_of(MEETING, DECISIONS, 1):
        assert _templates().get_template(f"{step.kind}.html")


HOSTILE = "<script>alert(1)</script><b>甲</b>{{ 7*7 }}$x$</div>&amp;"


@pytest.mark.parametrize(
    "kind", ["before", "decisions", "tasks", "findings", "unit", "agenda", "sheets", "since", "ranking", "reveal", "city"]
)
def test_a_text_of_a_workbook_stays_a_text(kind: str) -> None:
    line = dict.fromkeys(
        ("place", "words", "whose", "due", "name", "minutes", "title", "figure", "gap", "sign", "light", "state", "what"), HOSTILE
    )
    line |= dict.fromkeys(("finding", "who", "kind", "note", "when", "total", "rank"), HOSTILE)
    line |= {
        "icon": HOSTILE,
        "whole": HOSTILE,
        "move": HOSTILE,
        "is_short": True,
        "is_apart": True,
        "is_new": True,
        "parts": [],
        "is_hidden": False,
        "width": 50,
        "pace": 40,
    }
    line |= {"pending": True, "is_overdue": True, "is_in": True}
    slide = {"title": HOSTILE, "note": HOSTILE, "lines": [line], "more": 1, "since": HOSTILE, "changes": [HOSTILE], "events": [HOSTILE]}
    slide |= {"earlier": 0, "in": 1, "raters": 2, "width": 50, "lights": [], "sites": HOSTILE, "map": None, "has_no_visit": False}
    slide |= {"is_few": True, "kinds": [line], "deducted": HOSTILE, "objections": HOSTILE, "rows": [line], "bars": [line]}
    slide |= {"parts": [{"part": "peer_score", "words": HOSTILE}], "has_apart": True, "missing": [HOSTILE]}
    drawn = (
        _templates()
        .get_template("page.html")
        .render(
            slide=slide,
            step=Step(kind, kind),
            theme="light",
            meeting=MEETING,
            frozen="",
            number=1,
            count=1,
            is_demo=False,
            minutes=None,
            since="",
            clock="",
        )
    )
    assert "<script" not in drawn
    assert "<b>甲" not in drawn
    assert "{{ 7*7 }}" in drawn
    assert len(re.findall("<div", drawn)) == len(re.findall("</div>", drawn))


def test_lines_that_do_not_fit_are_counted() -> None:
    lines = [{"n": number} for number in range(7)]
    assert cut(lines, 7) == {"lines": lines, "more": 0}
    assert cut(lines, 5) == {"lines": lines[:4], "more": 3}


@pytest.mark.parametrize(
    ("minutes", "ago", "words"), [(8, None, "剩余 8:00"), (8, 65, "剩余 6:55"), (1, 61, "超时 0:01"), (2, 3 * 3600, "超时 178:00")]
)
def test_the_clock(minutes: int, ago: int | None, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.review.hall.time", SimpleNamespace(time=lambda: 1_000_000.0))
    assert _clock(minutes, None if ago is None else 1_000_000 - ago) == words


@pytest.mark.parametrize(
    ("text", "day"),
    [("", None), ("  ", None), ("2026-01-31", date(2026, 1, 31)), ("2026年1月31日", date(2026, 1, 31)), ("2026．1．31", date(2026, 1, 31))],
)
def test_a_day_that_is_typed_in_a_hurry(text: str, day: date | None) -> None:
    assert due_day(text) == day


@pytest.mark.parametrize("text", ["月底前", "1月31日", "2026-13-01", "2026-02-30", "0-1-1"])
def test_what_is_no_day_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError):
        due_day(text)


def test_places_on_a_picture() -> None:
    """North is up, west is left, and every outline lies within the picture."""
    codes = [place["code"] for place in places(PLAN) if place["geometry"]["type"] != "Point"]
    drawn = drawing(places(PLAN), dict.fromkeys(codes, Look("#fff", "#000")))
    assert drawn is not None
    picture = base64.b64decode(drawn.source.partition(",")[2]).decode()
    assert picture.count("<path") == len(codes)
    height = float(re.search(r'viewBox="0 0 1000 ([\d.]+)"', picture)[1])  # type: ignore[index]
    assert drawn.ratio == pytest.approx(1000 / height, rel=0.01)
    numbers = [tuple(map(float, pair.split())) for pair in re.findall(r"[\d.]+ [\d.]+(?=[LZ])", picture)]
    assert numbers
    assert all(0 <= x <= 1000 and 0 <= y <= height for x, y in numbers)
    corners = [corner[:2] for place in places(PLAN) if place["code"] == codes[0] for corner in rings(place["geometry"])]
    west, north = min(corners), max(corners, key=lambda corner: corner[1])
    assert all(drawn.at(*west)[0] <= drawn.at(*corner)[0] + 1e-9 for corner in corners)
    assert all(drawn.at(*north)[1] <= drawn.at(*corner)[1] + 1e-9 for corner in corners)
    assert drawing(places(PLAN), {}) is None


def rings(geometry: dict[str, object]) -> list[list[float]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [corner for polygon in polygons for ring in polygon for corner in ring]  # type: ignore[attr-defined]


def test_points_that_are_kept_back_and_points_beyond_the_map_are_not_drawn() -> None:
    code = next(code for code, unit in PLAN.units.items() if unit.kind == "county")
    place = next(place for place in places(PLAN) if place["code"] == code)
    lon, lat = place["label_lon"], place["label_lat"]
    domains = ["community", "venue", "venue", "school", "office"]
    sites = pd.DataFrame({"domain": domains, "folded_name": list("abcde"), "lon": [lon, lon, lon, 0.0, None], "lat": lat})
    visits = pd.DataFrame({"domain": ["venue", "office"], "folded_name": ["c", "e"], "longitude": [lon, None], "latitude": [lat, None]})
    drawn = unit_map(PLAN, code, "绿", sites, visits, "light")
    assert drawn is not None
    assert (len(drawn["points"]), drawn["numbered"], drawn["own"]) == (1, [], None)
    assert unit_map(PLAN, code, "绿", sites.head(0), visits.head(0), "dark") is not None
    park = next(code for code, unit in PLAN.units.items() if unit.kind == "park")
    among = unit_map(PLAN, park, "黄", sites.head(0), visits.head(0), "light")
    assert among is not None
    assert among["own"] is not None
    assert unit_map(PLAN, "moon", "黄", sites.head(0), visits.head(0), "light") is None


def test_the_city_has_a_label_for_every_unit() -> None:
    codes = [code for code, unit in PLAN.units.items() if unit.is_county_level]
    ranking = pd.DataFrame({"unit_name": [PLAN.units[code].name for code in codes], "light": "灰", "fulfilment": 0.0}, index=codes)
    drawn = city_map(PLAN, ranking, "light")
    assert drawn is not None
    assert len(drawn["labels"]) == len(codes)
    assert {label["words"] for label in drawn["labels"]} == {"未报"}
    assert all(0 < label["left"] < 100 and 0 < label["top"] < 100 for label in drawn["labels"])
