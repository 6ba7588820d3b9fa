"""Where an invented site lies: points within a county's outline (GCJ-02, as the plan's outlines are)."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from examples.plan_data import PLAN_FOLDER

Point = tuple[float, float]
Ring = list[Point]

DECIMALS = 5
NEARBY = 0.018
"""Degrees by which the sites of one township lie apart."""


def _is_within_ring(point: Point, ring: Ring) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    x, y = point
    is_within = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            is_within = not is_within
    return is_within


class Outline:
    """A county's outline: outer rings, each with the holes in it."""

    def __init__(self, polygons: list[list[Ring]]) -> None:
        self.polygons = polygons

    def holds(self, point: Point) -> bool:
        return any(
            _is_within_ring(point, outer) and not any(_is_within_ring(point, hole) for hole in holes) for outer, *holes in self.polygons
        )

    def anywhere(self, random: Random) -> Point:
        xs, ys = zip(*(corner for polygon in self.polygons for corner in polygon[0]), strict=True)
        while True:
            point = random.uniform(min(xs), max(xs)), random.uniform(min(ys), max(ys))
            if self.holds(point):
                return point

    def near(self, centre: Point, random: Random) -> Point:
        """A point of the outline a few kilometres from a place within it, rounded as people type it."""
        while True:
            point = round(random.gauss(centre[0], NEARBY), DECIMALS), round(random.gauss(centre[1], NEARBY), DECIMALS)
            if self.holds(point):
                return point


def read_outlines(folder: Path = PLAN_FOLDER) -> dict[str, Outline]:
    """Outlines by 行政区划代码."""
    features = json.loads((folder / "outlines.geojson").read_text(encoding="utf-8"))["features"]
    outlines = {}
    for feature in features:
        kind, coordinates = feature["geometry"]["type"], feature["geometry"]["coordinates"]
        if kind in ("Polygon", "MultiPolygon"):
            polygons = [coordinates] if kind == "Polygon" else coordinates
            outlines[feature["properties"]["code"]] = Outline([[[(x, y) for x, y in ring] for ring in polygon] for polygon in polygons])
    return outlines
