# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables as plain text, as wide as they look (Chinese letters are two wide)."""

import unicodedata
from collections.abc import Sequence
from typing import Any


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def text_table(
    head: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[int] = ()
) -> list[str]:
    """Lines of a table; ``right`` are the numbers of the right-aligned columns."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        parts = []
        for column, cell in enumerate(row):
            space = " " * (widths[column] - width(cell))
            parts.append(space + cell if column in right else cell + space)
        return "  ".join(parts).rstrip()

    ruler = "  ".join("-" * one for one in widths)
    return [line(cells[0]), ruler, *(line(row) for row in cells[1:])]


def calculation_table(
    lines: Sequence[dict[str, Any]], names: dict[str, str]
) -> list[str]:
    """The calculation table of a score: channel, weight, points, weighted points.

    :param lines: rows of ``satisfaction.score.line``
    :param names: channel code to the channel's name
    """
    rows = []
    for one in lines:
        is_measured = one["is_measured"]
        source = f"{one['source_start']} – {one['source_end']}" if is_measured else ""
        rows.append(
            (
                names.get(one["channel_code"], one["channel_code"]),
                f"{one['weight']:g}",
                f"{one['effective_weight']:g}",
                f"{one['points']:.1f}" if is_measured else "–",
                f"{one['weighted_points']:.2f}" if is_measured else "–",
                one["response_count"] or "",
                source,
            )
        )
    head = (
        "channel",
        "weight %",
        "effective %",
        "points",
        "weighted",
        "n",
        "answers of",
    )
    return text_table(head, rows, right=(1, 2, 3, 4, 5))
