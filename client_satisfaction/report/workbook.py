# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Workbooks (xlsx) of any length in constant memory.

Pure: sheets of plain values in, a file out; nothing is queried. Rows are taken from
iterators one by one and written at once. Text is always written as text: whatever a
client typed never becomes a formula or a link (OWASP "CSV injection"), and sheet names
and headers are cleaned of what Excel refuses.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

MAX_TEXT = 32767  # letters in a cell, a limit of the file format
MAX_SHEET_NAME = 31
MAX_ROWS = 1_048_576

# kind of column: (Excel number format, default width)
KINDS: dict[str, tuple[str | None, int]] = {
    "text": (None, 22),
    "long": (None, 60),
    "integer": ("#,##0", 10),
    "points": ("0.0", 10),
    "weighted": ("0.00", 12),
    "percent": ('0.0" %"', 11),
    "date": ("yyyy-mm-dd", 12),
    "datetime": ("yyyy-mm-dd hh:mm", 17),
}
_NUMBERS = frozenset({"integer", "points", "weighted", "percent"})
_DATES = frozenset({"date", "datetime"})

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


def write_workbook(target: IO[bytes] | str, sheets: Sequence[Sheet], title="") -> None:
    """Write sheets into a file.

    :param target: an open binary file or a path
    :raises ValueError: for a kind of column that is not known
    """
    workbook = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties({"title": clean_text(title)})
    formats = _make_formats(workbook)
    taken: set[str] = set()
    try:
        for sheet in sheets:
            name = clean_sheet_name(sheet.name, taken)
            _write_sheet(workbook, workbook.add_worksheet(name), sheet, formats)
    finally:
        workbook.close()


def clean_text(value: Any) -> str:
    """Text as a cell can hold it: without control characters, cut at the limit."""
    text = str(value)
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    if len(text) > MAX_TEXT:
        text = f"{text[: MAX_TEXT - 1]}…"
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


# ----------------------------------------------------------------------
# Writing
# ----------------------------------------------------------------------
def _make_formats(workbook):
    formats = {
        kind: workbook.add_format(
            {
                "valign": "top",
                **({"num_format": number_format} if number_format else {}),
                **({"text_wrap": True} if kind == "long" else {}),
            }
        )
        for kind, (number_format, _width) in KINDS.items()
    }
    formats["head"] = workbook.add_format(
        {
            "bold": True,
            "font_color": "#ffffff",
            "bg_color": "#1f4e79",
            "text_wrap": True,
            "valign": "vcenter",
        }
    )
    formats["title"] = workbook.add_format({"bold": True, "font_size": 15})
    formats["subtitle"] = workbook.add_format({"bold": True, "font_size": 12})
    formats["note"] = workbook.add_format({"font_color": "#5f6b76"})
    return formats


def _write_sheet(workbook, worksheet, sheet, formats):
    worksheet.hide_gridlines(2)
    single = len(sheet.tables) == 1
    _set_widths(worksheet, sheet)
    row = 0
    if sheet.title:
        worksheet.write_string(row, 0, clean_text(sheet.title), formats["title"])
        row += 1
    for note in sheet.notes:
        worksheet.write_string(row, 0, clean_text(note), formats["note"])
        row += 1
    if row:
        row += 1
    for table in sheet.tables:
        if table.title:
            worksheet.write_string(row, 0, clean_text(table.title), formats["subtitle"])
            row += 1
        head = row
        worksheet.set_row(head, 30)
        for index, column in enumerate(table.columns):
            header = clean_text(column.header)
            worksheet.write_string(head, index, header, formats["head"])
        last = _write_rows(worksheet, table, head + 1, formats)
        if single:
            worksheet.freeze_panes(head + 1, 1)
            worksheet.autofilter(
                head, 0, max(last, head + 1), max(len(table.columns) - 1, 0)
            )
            worksheet.repeat_rows(head)
        row = last + 2
        if table.chart and last > head:
            anchor = xl_rowcol_to_cell(head, len(table.columns) + 1)
            worksheet.insert_chart(
                anchor, _make_chart(workbook, worksheet.name, table, head, last)
            )
            # Room for the chart, which is about this many rows high
            row = max(row, head + 17)
    worksheet.set_landscape()
    worksheet.set_paper(9)  # A4
    worksheet.fit_to_pages(1, 0)


def _set_widths(worksheet, sheet):
    widths: dict[int, int] = {}
    for table in sheet.tables:
        for index, column in enumerate(table.columns):
            width = column.width or KINDS[_known(column.kind)][1]
            widths[index] = max(widths.get(index, 0), width)
    for index, width in widths.items():
        worksheet.set_column(index, index, width)


def _known(kind):
    if kind not in KINDS:
        raise ValueError(f"unknown kind of column: {kind!r}")
    return kind


def _write_rows(worksheet, table, row, formats):
    """Write rows as they come; the index of the last one written."""
    write_string = worksheet.write_string
    write_number = worksheet.write_number
    write_datetime = worksheet.write_datetime
    columns = [
        (index, column.kind in _NUMBERS, column.kind in _DATES, formats[column.kind])
        for index, column in enumerate(table.columns)
    ]
    has_bad_letter = _CONTROL.search
    for values in table.rows:
        if row >= MAX_ROWS:
            raise ValueError(f"a sheet holds at most {MAX_ROWS} rows")
        for (index, is_number, is_date, cell_format), value in zip(
            columns, values, strict=True
        ):
            if value is None:
                continue
            if is_number:
                write_number(row, index, value, cell_format)
            elif is_date:
                write_datetime(row, index, value, cell_format)
            elif value:
                if (
                    not isinstance(value, str)
                    or len(value) > MAX_TEXT
                    or has_bad_letter(value)
                ):
                    value = clean_text(value)
                write_string(row, index, value, cell_format)
        row += 1
    return row - 1


def _make_chart(workbook, sheet_name, table, head, last):
    spec = table.chart
    columns = [index for index in spec.series if index not in spec.lines]
    chart = _add_chart(
        workbook,
        spec.kind if columns else "line",
        sheet_name,
        spec,
        columns,
        head,
        last,
    )
    if columns and spec.lines:
        chart.combine(
            _add_chart(workbook, "line", sheet_name, spec, spec.lines, head, last)
        )
    chart.set_title({"name": clean_text(spec.title), "name_font": {"size": 12}})
    axis = {"name": clean_text(spec.y_title), "major_gridlines": {"visible": True}}
    if spec.low is not None:
        axis["min"] = spec.low
    if spec.high is not None:
        axis["max"] = spec.high
    chart.set_y_axis(axis)
    if len(spec.series) == 1:
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 620, "height": 310})
    return chart


def _add_chart(workbook, kind, sheet_name, spec, indexes, head, last):
    chart = workbook.add_chart({"type": kind})
    for number, index in enumerate(indexes):
        series = {
            # Lists, not "Sheet!A1" strings: xlsxwriter quotes the name itself.
            "name": [sheet_name, head, index],
            "categories": [
                sheet_name,
                head + 1,
                spec.categories,
                last,
                spec.categories,
            ],
            "values": [sheet_name, head + 1, index, last, index],
        }
        if kind == "line":
            series["line"] = {"width": 2.25, "dash_type": ("solid", "dash")[number > 0]}
            series["marker"] = {"type": "circle" if number == 0 else "none"}
        else:
            series["fill"] = {"color": "#1f4e79"}
            series["gap"] = 60
            series["data_labels"] = {"value": True}
            if number == 0 and spec.colors:
                series["points"] = [{"fill": {"color": color}} for color in spec.colors]
        chart.add_series(series)
    return chart
