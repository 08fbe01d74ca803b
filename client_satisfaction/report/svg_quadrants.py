# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The four-field chart of key drivers: importance against performance.

Pure, like ``svg_charts``: values in, safe ``Markup`` out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .figures import format_points
from .svg_charts import (
    ACCENT,
    GRID,
    INK,
    MUTED,
    _circle,
    _close,
    _fit,
    _line,
    _n,
    _open,
    _text,
    _text_width,
    safe_color,
)


@dataclass(frozen=True)
class QuadrantPoint:
    """One numbered dot; the number is the one in the table beside the chart.

    ``x`` is performance in points (0–100), ``y`` importance (-1 to 1); ``color``
    marks the field the dot belongs to, which is written in the corner as well.
    """

    number: int
    label: str
    x: float
    y: float
    color: str = ACCENT


@dataclass(frozen=True)
class QuadrantNames:
    """What the four fields are called."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str


def quadrant_chart(
    points: Sequence[QuadrantPoint],
    *,
    names: QuadrantNames,
    x_title: str,
    y_title: str,
    title: str,
    description: str = "",
    empty_text: str = "–",
    width: int = 640,
    height: int = 420,
    number: Callable[[float], str] = format_points,
) -> Markup:
    """Dots in four fields, parted by the means of what is shown.

    The axes cover what is shown with some room, so that dots don't stick together;
    both means are dashed. Dots carry the number of their row in the table.

    :param number: writes points in the reader's language
    :raises ValueError: for a performance outside 0–100 or an importance outside -1–1
    """
    for point in points:
        if not (0 <= point.x <= 100 and -1 <= point.y <= 1):
            raise ValueError(f"{point!r} lies outside the chart")
    size = 12
    left, right, top, bottom = 40.0, 14.0, 14.0, 42.0
    plot_width, plot_height = width - left - right, height - top - bottom
    out = [_open(width, height, title, description)]
    if not points:
        out.append(_text(width / 2, height / 2, empty_text, 13, MUTED, "middle"))
        return _close(out)
    x_mean = sum(point.x for point in points) / len(points)
    y_mean = sum(point.y for point in points) / len(points)
    x_low, x_high = _range([point.x for point in points], 4.0, 0.0, 100.0)
    y_low, y_high = _range([point.y for point in points], 0.08, -1.0, 1.0)

    def x_of(value):
        return left + plot_width * (value - x_low) / (x_high - x_low)

    def y_of(value):
        return top + plot_height * (y_high - value) / (y_high - y_low)

    x, y = x_of(x_mean), y_of(y_mean)
    out.append(
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(x - left)}"'
        f' height="{_n(y - top)}" fill="#b3261e" fill-opacity="0.07" />'
    )
    out.append(
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(plot_width)}"'
        f' height="{_n(plot_height)}" fill="none" stroke="{GRID}" />'
    )
    out.append(_line(x, top, x, top + plot_height, INK, 1, dash="6 4"))
    out.append(_line(left, y, left + plot_width, y, INK, 1, dash="6 4"))
    room = plot_width / 2 - 16
    edge, floor = left + plot_width - 8, top + plot_height - 8
    for text, at_x, at_y, anchor in (
        (names.top_left, left + 8, top + 16, "start"),
        (names.top_right, edge, top + 16, "end"),
        (names.bottom_left, left + 8, floor, "start"),
        (names.bottom_right, edge, floor, "end"),
    ):
        out.append(
            _text(
                at_x, at_y, _fit(text, room, size), size, MUTED, anchor, weight="bold"
            )
        )
    for value, anchor in ((x_low, "start"), (x_high, "end")):
        out.append(
            _text(x_of(value), height - 26, number(value), size - 1, MUTED, anchor)
        )
    out.append(
        _text(left + plot_width / 2, height - 10, f"{x_title} →", size, INK, "middle")
    )
    middle = top + plot_height / 2
    # Turned by a quarter: old WebKit knows this form of transform.
    out.append(
        f'<g transform="rotate(-90 16 {_n(middle)})">'
        + _text(
            16, middle, _fit(f"{y_title} →", plot_height, size), size, INK, "middle"
        )
        + "</g>"
    )
    for point in points:
        at_x, at_y = x_of(point.x), y_of(point.y)
        color = safe_color(point.color)
        out.append(_circle(at_x, at_y, 9, "#ffffff", color))
        out.append(
            _text(at_x, at_y + 4, str(point.number), 11, INK, "middle", weight="bold")
        )
    out += _labels(points, x_of, y_of, left + plot_width, size - 1)
    return _close(out)


def _range(values, room, lowest, highest):
    """A stretch of axis around the values, at least four rooms wide."""
    low, high = min(values) - room, max(values) + room
    if high - low < 4 * room:
        middle = (low + high) / 2
        low, high = middle - 2 * room, middle + 2 * room
    return max(lowest, low), min(highest, high)


def _labels(points, x_of, y_of, edge, size):
    """Names beside the dots, where they run into no other dot or name."""
    taken = [
        (x_of(point.x) - 10, y_of(point.y) - 9, x_of(point.x) + 10, y_of(point.y) + 9)
        for point in points
    ]
    out = []
    for point in points:
        text = _fit(point.label, 150, size)
        length = _text_width(text, size)
        x, y = x_of(point.x), y_of(point.y)
        for start, anchor in ((x + 13, "start"), (x - 13, "end")):
            begin = start if anchor == "start" else start - length
            box = (begin, y - size / 2 - 1, begin + length, y + size / 2 + 1)
            if box[0] >= 42 and box[2] <= edge and not _meets(box, taken):
                out.append(_text(start, y + 4, text, size, INK, anchor, halo=True))
                taken.append(box)
                break
    return out


def _meets(box, others):
    return any(
        box[0] < other[2]
        and other[0] < box[2]
        and box[1] < other[3]
        and other[1] < box[3]
        for other in others
    )
