"""Outlines as pictures of our own: for the projector, where a map must stand in the moment its page is shown.

A picture holds shapes alone. Names and figures are laid over it as text, by the places that `Drawing.at` answers, so that their size is
that of the page and never shrinks with the picture.
"""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MARGIN = 0.03
"""Of the picture's longer side, left free around the shapes."""
Place = Mapping[str, Any]
"""A unit of the outlines: `code`, `geometry`, `label_lon`, `label_lat`, and `lon`, `lat` where it is a point."""


@dataclass(frozen=True)
class Look:
    """How one outline is drawn."""

    fill: str
    stroke: str
    width: float = 1.5


@dataclass(frozen=True)
class Drawing:
    """A picture of outlines and where a place lies in it."""

    source: str
    """A data address for an image."""
    ratio: float
    """Width by height."""
    _left: float
    _top: float
    _width: float
    _height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Percent from the left and from the top."""
        x, y = _projected(lon, lat)
        return (x - self._left) / self._width * 100, (y - self._top) / self._height * 100


def drawing(places: Sequence[Place], looks: Mapping[str, Look]) -> Drawing | None:
    """The outlines of the units that have a look, as large as they go; None where none of them has an outline."""
    drawn = [place for place in places if place["code"] in looks and place["geometry"]["type"] != "Point"]
    points = [_projected(lon, lat) for place in drawn for ring in _rings(place["geometry"]) for lon, lat, *_ in ring]
    points += [_projected(place["lon"], place["lat"]) for place in places if place["code"] in looks and place.get("lon") is not None]
    points += [
        _projected(place["label_lon"], place["label_lat"]) for place in places if place["code"] in looks and place.get("lon") is not None
    ]
    if not drawn:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    margin = max(max(xs) - min(xs), max(ys) - min(ys)) * _MARGIN
    left, top = min(xs) - margin, min(ys) - margin
    width, height = max(xs) - min(xs) + 2 * margin, max(ys) - min(ys) + 2 * margin
    scale = 1000 / width
    shapes = "".join(_path(place["geometry"], looks[place["code"]], left, top, scale) for place in drawn)
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {height * scale:.1f}">{shapes}</svg>'
    source = f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}"
    return Drawing(source, width / height, left, top, width, height)


def _path(geometry: Mapping[str, Any], look: Look, left: float, top: float, scale: float) -> str:
    parts = []
    for ring in _rings(geometry):
        corners = [_projected(lon, lat) for lon, lat, *_ in ring]
        parts.append("M" + "L".join(f"{(x - left) * scale:.1f} {(y - top) * scale:.1f}" for x, y in corners) + "Z")
    return (
        f'<path d="{"".join(parts)}" fill="{look.fill}" stroke="{look.stroke}" stroke-width="{look.width}" '
        'stroke-linejoin="round" fill-rule="evenodd"/>'
    )


def _rings(geometry: Mapping[str, Any]) -> list[Any]:
    if geometry["type"] == "Polygon":
        return list(geometry["coordinates"])
    return [ring for polygon in geometry["coordinates"] for ring in polygon]


def _projected(lon: float, lat: float) -> tuple[float, float]:
    """Mercator; y grows to the south, as in pictures."""
    return math.radians(lon), -math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
