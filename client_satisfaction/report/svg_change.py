# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Before and after as inline SVG: one row for each thing that was measured twice.

Pure, like ``svg_charts``: values in, safe ``Markup`` out, every text escaped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .figures import format_change, format_points
from .svg_charts import (
    ACCENT,
    GRID,
    INK,
    MUTED,
    _check,
    _circle,
    _close,
    _fit,
    _line,
    _open,
    _text,
    _text_width,
    safe_color,
)

SIZE = 11
RISE = "#2f7d4f"
FALL = "#b3261e"


@dataclass(frozen=True)
class ChangeRow:
    """One level or indicator before and after, in points of 0 to 100."""

    label: str
    before: float
    after: float
    #: The change as it is published; the difference of rounded ends may differ by 0.1.
    change: float
    #: The change is larger than chance; otherwise it is drawn in grey.
    is_reliable: bool = False
    note: str = ""


def change_chart(
    rows: Sequence[ChangeRow],
    *,
    title: str,
    description: str = "",
    before_label: str = "",
    after_label: str = "",
    width: int = 680,
    row_height: int = 28,
    number: Callable[[float], str] = format_points,
    signed: Callable[[float], str] = format_change,
) -> Markup:
    """A hollow point before, a full one after, and the way between them.

    The axis runs from a multiple of 20 below everything shown to 100. The change is
    written behind each row, with ``note`` (e.g. the number of clients); what may be
    chance is grey, so that nobody reads a story into noise.

    :raises ValueError: for a figure outside 0 to 100
    """
    for row in rows:
        _check(row.before, row.after)
    floor = _floor(rows)
    left = min(
        14 + max((_text_width(row.label, SIZE) for row in rows), default=0),
        width * 0.34,
    )
    notes = [f"{signed(row.change)}  {row.note}".rstrip() for row in rows]
    right = 18 + max((_text_width(note, SIZE) for note in notes), default=0)
    top, bottom = 26.0, 22.0
    height = int(top + row_height * len(rows) + bottom)
    plot_width = width - left - right

    def x_of(value: float) -> float:
        return left + plot_width * (value - floor) / (100 - floor)

    out = [
        _open(width, height, title, description),
        *_legend(left, before_label, after_label),
    ]
    for value in range(floor, 101, 20):
        x = x_of(value)
        out.append(_line(x, top, x, height - bottom, GRID, 0.8))
        out.append(
            _text(x, height - 6, number(value).split(".")[0], SIZE, MUTED, "middle")
        )
    for index, (row, note) in enumerate(zip(rows, notes, strict=True)):
        y = top + row_height * (index + 0.5)
        color = _color(row)
        label = _fit(row.label, left - 10, SIZE)
        out.append(_text(left - 8, y + 4, label, SIZE, INK, "end"))
        out.append(_line(x_of(row.before), y, x_of(row.after), y, color, 3))
        out.append(_circle(x_of(row.before), y, 4, "#ffffff", color))
        out.append(_circle(x_of(row.after), y, 4.6, color, color))
        out.append(_text(left + plot_width + 12, y + 4, note, SIZE, INK))
    return _close(out)


def _floor(rows: Sequence[ChangeRow]) -> int:
    lowest = min((min(row.before, row.after) for row in rows), default=0.0)
    return max(0, min(60, int((lowest - 5) // 20) * 20))


def _color(row: ChangeRow) -> str:
    if not row.is_reliable or row.after == row.before:
        return "#8a949e"
    return safe_color(RISE if row.after > row.before else FALL)


def _legend(left: float, before: str, after: str) -> list[str]:
    if not (before and after):
        return []
    x = left + 20 + _text_width(before, SIZE)
    return [
        _circle(left + 4, 10, 4, "#ffffff", ACCENT),
        _text(left + 13, 14, before, SIZE, INK),
        _circle(x + 14, 10, 4.6, ACCENT, ACCENT),
        _text(x + 23, 14, after, SIZE, INK),
    ]
