# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Charts as inline SVG for PDF, portal and backend from one hand.

Pure: values in, safe ``Markup`` out; nothing is queried and every text is escaped.
Only plain attributes are used (no stylesheet, no CSS variables, no web fonts, no
ids), so that the same string reads in a browser and in wkhtmltopdf's old WebKit,
and several charts may stand in one document. Nothing is told by colour alone:
bands are labelled, the target is dashed, provisional points are hollow.
"""

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from .figures import format_points

FONT = (
    "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', 'WenQuanYi Micro Hei',"
    " sans-serif"
)
INK = "#1f2933"
MUTED = "#5f6b76"
GRID = "#d5dbe1"
ACCENT = "#1f4e79"


@dataclass(frozen=True)
class BandStripe:
    """A named range of points drawn behind a trend."""

    lower: float
    upper: float
    name: str
    color: str = "#8f8f8f"


@dataclass(frozen=True)
class TrendPoint:
    """One period of a trend; ``points`` None is a gap: nobody answered."""

    label: str
    points: float | None
    low: float | None = None
    high: float | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Bar:
    """One horizontal bar; ``points`` None is written as not measured."""

    label: str
    points: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


def trend_chart(
    points: Sequence[TrendPoint],
    *,
    title: str,
    description: str = "",
    target: float | None = None,
    target_label: str = "",
    bands: Sequence[BandStripe] = (),
    empty_text: str = "–",
    accent: str = ACCENT,
    width: int = 680,
    height: int = 230,
    number: Callable[[float], str] = format_points,
) -> Markup:
    """Scores over periods, with their 95 % intervals, target and bands.

    The axis ends at 100 and starts at a multiple of 20 below everything shown. The
    line is interrupted where a period was not measured.

    :param points: periods in order, oldest first; 0 to 100 points
    :param title: read out by screen readers, as is the description
    :param number: writes a figure in the reader's language
    :raises ValueError: for a figure outside 0 to 100
    """
    for point in points:
        _check(point.points, point.low, point.high)
    _check(target)
    size = 11
    floor = _axis_floor(points, target)
    shown_bands = [band for band in bands if band.upper > floor]
    left = 34.0
    right = 12.0 + max(
        (_text_width(band.name, size - 1) for band in shown_bands), default=0
    )
    right = min(right, width * 0.32)
    top, bottom = 24.0, 26.0
    plot_width = width - left - right
    plot_height = height - top - bottom

    def y_of(value):
        return top + plot_height * (100 - max(value, floor)) / (100 - floor)

    step = plot_width / max(len(points), 1)
    xs = [left + step * (index + 0.5) for index in range(len(points))]
    out = [_open(width, height, title, description)]
    out += _draw_bands(shown_bands, floor, y_of, left, plot_width, right, size)
    for value in range(floor, 101, 20):
        y = y_of(value)
        out.append(_line(left, y, left + plot_width, y, GRID, 0.8))
        out.append(_text(left - 6, y + 4, str(value), size, MUTED, "end"))
    if target is not None and target >= floor:
        y = y_of(target)
        out.append(_line(left, y, left + plot_width, y, INK, 1.2, dash="6 4"))
        if target_label:
            # Above the plot: inside it, some point would always be in the way.
            out.append(_line(left, 8, left + 24, 8, INK, 1.2, dash="6 4"))
            out.append(_text(left + 30, 12, target_label, size, INK))
    out += _draw_trend_line(points, xs, y_of, accent)
    for point, x in zip(points, xs, strict=True):
        out.append(
            _text(x, height - 9, _fit(point.label, step, size), size, MUTED, "middle")
        )
        if point.points is None:
            out.append(_text(x, top + plot_height - 6, "–", size, MUTED, "middle"))
        else:
            out += _draw_trend_point(point, x, y_of, accent, size, number)
    if not any(point.points is not None for point in points):
        # Below the target's line, which would run through the words
        upper = y_of(target) if target is not None else top
        middle = (upper + top + plot_height) / 2
        out.append(
            _text(left + plot_width / 2, middle, empty_text, 13, MUTED, "middle")
        )
    return _close(out)


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str = "",
    target: float | None = None,
    target_label: str = "",
    empty_text: str = "–",
    accent: str = ACCENT,
    width: int = 680,
    row_height: int = 26,
    number: Callable[[float], str] = format_points,
) -> Markup:
    """Horizontal bars from 0 to 100 points against a target line.

    Bars always start at 0, otherwise their lengths would lie. The figure is written
    behind the bar, with ``note`` (e.g. the number of answers).

    :raises ValueError: for a figure outside 0 to 100
    """
    for bar in bars:
        _check(bar.points, bar.low, bar.high)
    _check(target)
    size = 11
    left = min(
        14 + max((_text_width(bar.label, size) for bar in bars), default=0),
        width * 0.34,
    )
    notes = [_bar_note(bar, empty_text, number) for bar in bars]
    right = 14 + max((_text_width(note, size) for note in notes), default=0)
    top = 20.0 if target is not None else 8.0
    height = int(top + row_height * len(bars) + 8)
    plot_width = width - left - right

    def x_of(value):
        return left + plot_width * value / 100

    out = [_open(width, height, title, description)]
    for value in (0, 20, 40, 60, 80, 100):
        out.append(_line(x_of(value), top, x_of(value), height - 6, GRID, 0.8))
    for index, (bar, note) in enumerate(zip(bars, notes, strict=True)):
        y = top + row_height * index
        middle = y + row_height / 2
        label = _fit(bar.label, left - 10, size)
        out.append(_text(left - 8, middle + 4, label, size, INK, "end"))
        if bar.points is not None:
            out.append(
                f'<rect x="{_n(left)}" y="{_n(y + 5)}" height="{_n(row_height - 10)}"'
                f' width="{_n(plot_width * bar.points / 100)}"'
                f' fill="{safe_color(accent)}" />'
            )
            if bar.low is not None and bar.high is not None:
                out += _whisker_h(x_of(bar.low), x_of(bar.high), middle)
        out.append(_text(left + plot_width + 8, middle + 4, note, size, INK))
    if target is not None:
        x = x_of(target)
        out.append(_line(x, top - 4, x, height - 4, INK, 1.2, dash="6 4"))
        out.append(_text(x, top - 8, target_label, size, INK, "middle"))
    return _close(out)


def sparkline(
    values: Sequence[float | None],
    *,
    title: str,
    width: int = 96,
    height: int = 24,
    accent: str = ACCENT,
) -> Markup:
    """A word-sized trend; gaps stay gaps, the last measured value gets a dot.

    :param values: points 0 to 100, oldest first, None where nobody answered
    :raises ValueError: for a figure outside 0 to 100
    """
    _check(*values)
    measured = [value for value in values if value is not None]
    out = [_open(width, height, title, "")]
    if measured:
        # At least 20 points of span: noise must not look like an alpine ridge.
        middle = (min(measured) + max(measured)) / 2
        span = max(max(measured) - min(measured), 20.0)
        step = (width - 8) / max(len(values) - 1, 1)
        places = [
            None
            if value is None
            else (
                4 + step * index,
                height / 2 - (value - middle) / span * (height - 8),
            )
            for index, value in enumerate(values)
        ]
        out += [_polyline(run, accent, 1.5) for run in _runs(places) if len(run) > 1]
        x, y = next(place for place in reversed(places) if place)
        out.append(_circle(x, y, 2.6, safe_color(accent), safe_color(accent)))
    return _close(out)


# ----------------------------------------------------------------------
# Parts of charts
# ----------------------------------------------------------------------
def _axis_floor(points, target):
    shown = [value for point in points for value in (point.points, point.low)]
    lowest = min((value for value in [*shown, target] if value is not None), default=0)
    return max(0, min(60, math.floor((lowest - 5) / 20) * 20))


def _draw_bands(bands, floor, y_of, left, plot_width, right, size):
    """Tinted stripes, each a step darker downwards, with their names at the right."""
    out = []
    for band in bands:
        # Bands are 0.1 apart on their grid; drawn without a crack between them.
        upper = y_of(100 if band.upper >= 100 else band.upper + 0.1)
        lower = y_of(max(band.lower, floor))
        out.append(
            f'<rect x="{_n(left)}" y="{_n(upper)}" width="{_n(plot_width)}"'
            f' height="{_n(lower - upper)}" fill="{safe_color(band.color)}"'
            ' fill-opacity="0.13" />'
        )
        out.append(_line(left, upper, left + plot_width + 4, upper, GRID, 0.6))
        if lower - upper >= size - 2:
            name = _fit(band.name, right - 10, size - 1)
            y = (upper + lower) / 2 + 4
            out.append(_text(left + plot_width + 6, y, name, size - 1, MUTED))
    return out


def _draw_trend_line(points, xs, y_of, accent):
    places = [
        None if point.points is None else (x, y_of(point.points))
        for point, x in zip(points, xs, strict=True)
    ]
    return [_polyline(run, accent, 2.2) for run in _runs(places) if len(run) > 1]


def _draw_trend_point(point, x, y_of, accent, size, number):
    y = y_of(point.points)
    out = []
    if point.low is not None and point.high is not None:
        high, low = y_of(point.high), y_of(point.low)
        out.append(_line(x, high, x, low, INK, 1))
        out.append(_line(x - 4, high, x + 4, high, INK, 1))
        out.append(_line(x - 4, low, x + 4, low, INK, 1))
    fill = "#ffffff" if point.provisional else safe_color(accent)
    out.append(_circle(x, y, 4.2, fill, safe_color(accent)))
    label = number(point.points)
    out.append(_text(x + 7, y - 6, label, size, INK, weight="bold", halo=True))
    return out


def _bar_note(bar, empty_text, number):
    if bar.points is None:
        return empty_text
    return f"{number(bar.points)}  {bar.note}".rstrip()


def _whisker_h(x1, x2, y):
    """An interval; outlined in white, as part of it lies on the dark bar."""
    strokes = [(x1, y, x2, y), (x1, y - 4, x1, y + 4), (x2, y - 4, x2, y + 4)]
    return [
        _line(*stroke, color, width)
        for color, width in (("#ffffff", 3), (INK, 1))
        for stroke in strokes
    ]


def _runs(places):
    """Split at the gaps: a line must not bridge what nobody measured."""
    run = []
    for place in places:
        if place is None:
            if run:
                yield run
            run = []
        else:
            run.append(place)
    if run:
        yield run


# ----------------------------------------------------------------------
# SVG primitives
# ----------------------------------------------------------------------
def _open(width, height, title, description):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}"'
        f' height="{height}" viewBox="0 0 {width} {height}">'
        f"<title>{_escape(title)}</title><desc>{_escape(description)}</desc>"
    )


def _close(parts):
    # Every part is built from numbers, checked colours and escaped text only.
    return Markup("".join(parts) + "</svg>")


def _line(x1, y1, x2, y2, color, width, dash=None):
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
        f' stroke="{color}" stroke-width="{width}"{dashes} />'
    )


def _circle(x, y, radius, fill, stroke):
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{radius}" fill="{fill}"'
        f' stroke="{stroke}" stroke-width="1.8" />'
    )


def _text(x, y, text, size, color, anchor="start", *, weight="normal", halo=False):
    attributes = (
        f'x="{_n(x)}" y="{_n(y)}" font-family="{FONT}" font-size="{size}"'
        f' font-weight="{weight}" text-anchor="{anchor}"'
    )
    content = _escape(text)
    # A white outline below keeps figures legible on lines and stripes; drawn as a
    # second text because old WebKit knows no paint-order.
    outline = (
        f'<text {attributes} fill="#ffffff" stroke="#ffffff" stroke-width="3"'
        f' stroke-linejoin="round" aria-hidden="true">{content}</text>'
        if halo
        else ""
    )
    return f'{outline}<text {attributes} fill="{color}">{content}</text>'


def _escape(text):
    """Escape for XML, dropping control characters that XML can't carry at all."""
    return escape("".join(char for char in str(text) if _is_xml_char(char)))


def _is_xml_char(char):
    code = ord(char)
    return (
        char in "\t\n\r"
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )


def safe_color(color, default="#8f8f8f"):
    """Only #rgb and #rrggbb; whatever else a user may have typed becomes grey."""
    text = str(color or "")
    digits = text[1:]
    if text[:1] == "#" and len(digits) in (3, 6):
        try:
            int(digits, 16)
        except ValueError:
            return default
        return text
    return default


def _n(value):
    """A coordinate with at most two decimals, short and locale-free."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _polyline(places, color, width):
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in places)
    return (
        f'<polyline points="{points}" fill="none" stroke="{safe_color(color)}"'
        f' stroke-width="{width}" stroke-linejoin="round" />'
    )


def _check(*values):
    for value in values:
        if value is not None and not 0 <= value <= 100:
            raise ValueError(f"points must lie between 0 and 100, not {value}")


def _text_width(text, size):
    """Estimate: full-width letters one em, others a good half."""
    return sum(
        size * (1.0 if unicodedata.east_asian_width(char) in "WF" else 0.56)
        for char in str(text)
    )


def _fit(text, width, size):
    """Shorten a text that would run out of its place."""
    text = str(text)
    if _text_width(text, size) <= width:
        return text
    while text and _text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def describe_trend(points: Sequence[TrendPoint], number=format_points) -> str:
    """The figures of a trend as one line of text, for those who can't see it."""
    parts = []
    for point in points:
        interval = ""
        if None not in (point.points, point.low, point.high):
            interval = f" ({number(point.low)}–{number(point.high)})"
        figure = "–" if point.points is None else number(point.points)
        parts.append(f"{point.label}: {figure}{interval}")
    return "; ".join(parts)
