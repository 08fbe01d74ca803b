# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How figures are written, in one place for screen, PDF, workbook and mail (D15).

Pure: plain values in, text out. Points run from 0 to 100 and are shown with one
decimal, rounded half up (D2); shares are shown as whole percents. Whatever is
published carries its number of answers and its 95 % interval.
"""

from ..scoring import round_points

NOT_MEASURED = "–"


def format_points(points, decimal_point="."):
    """``92.25`` → ``"92.3"``; None (not measured) → a dash, never 0.

    :param points: 0 to 100 or None
    :param decimal_point: the sign of the reader's language
    """
    if points is None:
        return NOT_MEASURED
    return f"{round_points(points):.1f}".replace(".", decimal_point)


def format_change(change, decimal_point="."):
    """A difference of two scores with its sign: ``"+4.2"``, ``"−3.0"``, ``"0.0"``."""
    text = format_points(abs(change), decimal_point)
    if round_points(abs(change)) == 0:
        return text
    return f"{'+' if change > 0 else '−'}{text}"


def format_interval(low, high, decimal_point="."):
    """The 95 % interval in points: ``"88.1–96.0"``; empty when there is none."""
    if low is None or high is None:
        return ""
    return f"{format_points(low, decimal_point)}–{format_points(high, decimal_point)}"


def format_score(points, count, low=None, high=None, decimal_point="."):
    """A score as it is published: ``"92.2 (88.1–96.0, n = 14)"``.

    :param points: 0 to 100 or None when nobody answered
    :param count: how many answers stand behind it
    :param low, high: the 95 % interval, None for fewer than two answers
    """
    if points is None:
        return NOT_MEASURED
    return _with_evidence(
        format_points(points, decimal_point),
        format_interval(low, high, decimal_point),
        count,
    )


def format_percent(share, decimal_point="."):
    """A share in percent with one decimal at most: ``"66.7 %"``, ``"75 %"``."""
    if share is None:
        return NOT_MEASURED
    text = format_points(share, decimal_point)
    return text.removesuffix(f"{decimal_point}0") + " %"


def format_share(share, count, low=None, high=None, decimal_point="."):
    """A share as it is published: ``"66.7 % (35.4–87.9, n = 9)"``."""
    if share is None:
        return NOT_MEASURED
    return _with_evidence(
        format_percent(share, decimal_point),
        format_interval(low, high, decimal_point),
        count,
    )


def format_weight(weight, decimal_point="."):
    """A weight in percent without idle zeros: ``"20 %"``, ``"33.33 %"``."""
    text = f"{weight:.2f}".rstrip("0").rstrip(".") or "0"
    return f"{text.replace('.', decimal_point)} %"


def format_weighted(points, decimal_point="."):
    """Weighted points of a channel, two decimals so that they add up: ``"18.60"``."""
    return f"{points:.2f}".replace(".", decimal_point)


def format_value(value, unit, decimal_point=".", hours="%s h"):
    """A KPI in its own unit: ``"82.4"``, ``"66.7 %"``, ``"+12.0"``, ``"5.3 h"``.

    :param value: None when not measured
    :param unit: "points", "percent", "nps", "change", "hours" or "count"
    :param hours: how hours are written in the reader's language
    """
    if value is None:
        return NOT_MEASURED
    if unit == "percent":
        return format_percent(value, decimal_point)
    if unit in ("nps", "change"):
        return format_change(value, decimal_point)
    if unit == "hours":
        return hours % format_points(value, decimal_point)
    if unit == "count":
        return f"{value:.0f}"
    return format_points(value, decimal_point)


def format_value_interval(low, high, unit, decimal_point="."):
    """The 95 % interval of a KPI; ends below zero carry their sign."""
    if low is None or high is None:
        return ""
    if unit in ("nps", "change"):
        low_text, high_text = (format_change(end, decimal_point) for end in (low, high))
        return f"{low_text} … {high_text}"
    return format_interval(low, high, decimal_point)


def format_kpi(value, n, unit, low=None, high=None, decimal_point=".", hours="%s h"):
    """A KPI as it is published: ``"66.7 % (35.4–87.9, n = 9)"``."""
    if value is None:
        return NOT_MEASURED
    text = format_value(value, unit, decimal_point, hours)
    if unit == "count":
        return text
    return _with_evidence(
        text, format_value_interval(low, high, unit, decimal_point), n
    )


def _with_evidence(figure, interval, count):
    evidence = f"{interval}, n = {count}" if interval else f"n = {count}"
    return f"{figure} ({evidence})"
