# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a workbook is made of: sheets, tables, columns, charts, and clean texts.

Pure: plain values. ``workbook_writer`` makes an xlsx file of them, ``workbook_csv`` a
CSV file; both clean what people typed with the functions here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_TEXT = 32767  # UTF-16 units in a cell, a limit of the file format
MAX_SHEET_NAME = 31
MAX_ROWS = 1_048_576

# kind of column: (Excel number format, default width)
KINDS: dict[str, tuple[str | None, int]] = {
    "text": (None, 22),
    "long": (None, 60),
    "integer": ("#,##0", 12),
    "points": ("0.0", 10),
    "weighted": ("0.00", 12),
    "percent": ('0.0" %"', 11),
    "date": ("yyyy-mm-dd", 13),
    "datetime": ("yyyy-mm-dd hh:mm", 19),
}
NUMBERS = frozenset({"integer", "points", "weighted", "percent"})
DATES = frozenset({"date", "datetime"})

# XML can't carry these at all; tab and line ends stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """A column: its (translated) header and what kind of values it holds.

    Percent values are given in percent (75 for 75 %). None leaves the cell empty.
    """

    header: str
    kind: str = "text"
    width: int | None = None


@dataclass(frozen=True)
class Chart:
    """A live chart of a table's columns, drawn by the spreadsheet program itself.

    :param categories: index of the column with the labels
    :param series: indexes of the columns that are drawn
    :param lines: those of ``series`` drawn as a line over the columns
    :param colors: a colour for each single column of the first series, or none
    """

    kind: str
    title: str
    categories: int
    series: Sequence[int]
    lines: Sequence[int] = ()
    y_title: str = ""
    low: float | None = None
    high: float | None = None
    colors: Sequence[str] = ()


@dataclass(frozen=True)
class Table:
    """A head and rows from an iterator, with an optional title and chart."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    title: str = ""
    chart: Chart | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of one table (frozen head, filter) or of several one below another."""

    name: str
    tables: Sequence[Table]
    title: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


def clean_text(value: Any, limit: int = MAX_TEXT) -> str:
    """Text as a cell can hold it: no control characters, one kind of line end, cut at
    the limit with an ellipsis.

    :param limit: in UTF-16 units, which is how spreadsheet programs count
    """
    text = str(value)
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # A letter takes two units at the most: the slow way is for long ones only.
    if len(text) > limit // 2 and len(units := text.encode("utf-16-le")) > 2 * limit:
        text = units[: 2 * (limit - 1)].decode("utf-16-le", "ignore") + "…"
    return text


def clean_sheet_name(name: str, taken: set[str]) -> str:
    """A sheet name that Excel accepts and that is not taken yet; it is added there."""
    cleaned = _SHEET_NAME.sub(" ", str(name)).strip().strip("'").strip()
    cleaned = cleaned[:MAX_SHEET_NAME].strip().strip("'") or "Sheet"
    if cleaned.lower() == "history":  # a name Excel keeps for itself
        cleaned += "_"
    candidate, number = cleaned, 1
    while candidate.lower() in taken:
        number += 1
        suffix = f" {number}"
        candidate = cleaned[: MAX_SHEET_NAME - len(suffix)] + suffix
    taken.add(candidate.lower())
    return candidate


def check_kind(kind: str) -> str:
    """:raises ValueError: for a kind of column that is not known"""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of column: {kind!r}")
    return kind
