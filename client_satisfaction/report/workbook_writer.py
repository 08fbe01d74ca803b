# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Workbooks (xlsx) of any length in constant memory.

Pure: sheets of plain values in, a file out; nothing is queried. Rows are taken from
iterators one by one and written at once. Text is always written as text: whatever a
client typed never becomes a formula or a link (OWASP "CSV injection"), and sheet names
and headers are cleaned of what Excel refuses.
"""

import tempfile
from collections.abc import Callable, Sequence
from itertools import islice
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format

from . import workbook as limits
from .workbook import (
    DATES,
    KINDS,
    NUMBERS,
    Sheet,
    check_kind,
    clean_sheet_name,
    clean_text,
)
from .workbook_charts import make_chart
from .workbook_rows import FLUSH_EVERY, RowSheet, encode_text, make_row_encoder

HEAD_HEIGHT = 30
WIDEST_HEAD = 40  # characters
CHART_ROWS = 17  # about so many rows high
_RIGHT = NUMBERS | DATES  # spreadsheet programs align them so; the heads go along
# Else the text of the next column begins where the number ends.
_PADDED = {"align": "right", "indent": 1}


def write_workbook(
    target: IO[bytes] | str,
    sheets: Sequence[Sheet],
    title: str = "",
    on_rows: Callable[[int], None] | None = None,
) -> None:
    """Write sheets into a file.

    A table with more rows than a sheet can hold goes on on another sheet.

    :param target: an open binary file or a path
    :param on_rows: told now and then how many rows more were written
    :raises ValueError: for a kind of column that is not known
    """
    # A folder of its own: whatever happens, nothing is left behind.
    with tempfile.TemporaryDirectory(prefix="workbook") as folder:
        workbook = xlsxwriter.Workbook(
            target, {"constant_memory": True, "tmpdir": folder}
        )
        writer = _Writer(workbook, on_rows or (lambda count: None))
        try:
            workbook.set_properties({"title": clean_text(title, 255)})
            for sheet in sheets:
                writer.write_sheet(sheet)
        except BaseException:
            # Else XlsxWriter would finish the file when it is forgotten
            workbook.fileclosed = True
            for worksheet in workbook.worksheets():
                worksheet._opt_close()
            raise
        workbook.close()


def head_width(header):
    """How wide a column has to be for its bold header to fit on two lines.

    Words of Russian don't fit where those of English do; Chinese breaks anywhere.
    """
    words = header.split()
    if any(char >= "\u2e80" for char in header):
        needed = sum(1 if char < "\u2e80" else 2 for char in header) / 2 + 1
    else:
        needed = min(
            (
                max(len(" ".join(words[:cut])), len(" ".join(words[cut:])))
                for cut in range(1, len(words) + 1)
            ),
            default=0,
        )
    return min(int(needed * 1.15) + 2, WIDEST_HEAD)


class _Writer:
    def __init__(self, workbook, on_rows):
        self.workbook = workbook
        self.on_rows = on_rows
        self.taken = set()
        self.styles = {
            name: self._add_style(properties)
            for name, properties in _list_formats().items()
        }

    def _add_style(self, properties):
        # Formats are numbered when they are first used; that is now.
        return self.workbook.add_format(properties)._get_xf_index()

    # ------------------------------------------------------------------
    # Sheets
    # ------------------------------------------------------------------
    def write_sheet(self, sheet):
        for table in sheet.tables:
            for column in table.columns:
                check_kind(column.kind)
        worksheet = self._add_sheet(sheet, sheet.name)
        row = self._write_texts(worksheet, sheet)
        if len(sheet.tables) == 1:
            self._write_long_table(worksheet, sheet, row)
            return
        beside = max((len(table.columns) for table in sheet.tables), default=0) + 1
        for table in sheet.tables:
            row = self._write_table(worksheet, table, row, beside)

    def _add_sheet(self, sheet, name):
        worksheet = self.workbook.add_worksheet(
            clean_sheet_name(name, self.taken), worksheet_class=RowSheet
        )
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.fit_to_pages(1, 0)
        widths = {}
        for table in sheet.tables:
            for index, column in enumerate(table.columns):
                width = max(
                    column.width or KINDS[column.kind][1], head_width(column.header)
                )
                widths[index] = max(widths.get(index, 0), width)
        for index, width in widths.items():
            worksheet.set_column(index, index, width)
        worksheet.note_width(max(len(widths), 1))
        return worksheet

    def _write_texts(self, worksheet, sheet):
        """The title and the notes above the tables; the row below them."""
        row = 0
        if sheet.title:
            self._write_text(worksheet, row, sheet.title, "title")
            row += 1
        for note in sheet.notes:
            self._write_text(worksheet, row, note, "note")
            row += 1
        return row + 1 if row else row

    def _write_text(self, worksheet, row, text, style):
        number = self.styles[style]
        worksheet.write_cells(row, encode_text(text, "A", row + 1, number, number))

    # ------------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------------
    def _write_head(self, worksheet, table, row):
        columns = [
            limits.Column("", "head_right" if column.kind in _RIGHT else "head")
            for column in table.columns
        ]
        encode = make_row_encoder(columns, self.styles)
        headers = [clean_text(column.header, 255) for column in table.columns]
        worksheet.write_cells(row, encode(headers, row + 1), HEAD_HEIGHT)

    def _write_table(self, worksheet, table, row, beside):
        """One of several tables on a sheet; the row where the next one may begin.

        :param beside: column of the charts
        """
        if table.title:
            self._write_text(worksheet, row, table.title, "subtitle")
            row += 1
        head = row
        self._write_head(worksheet, table, head)
        rows = iter(table.rows)
        last = self._write_rows(worksheet, table, rows, head + 1)
        if next(rows, None) is not None:
            raise ValueError(f"a sheet holds at most {limits.MAX_ROWS} rows")
        row = last + 2
        if table.chart and last > head:
            self._insert_chart(worksheet, table, head, last, beside)
            row = max(row, head + CHART_ROWS)
        return row

    def _write_long_table(self, worksheet, sheet, row):
        """The only table of a sheet: frozen head, filter, further sheets if need be."""
        (table,) = sheet.tables
        rows = iter(table.rows)
        following = None
        number = 1
        while True:
            if table.title and number == 1:
                self._write_text(worksheet, row, table.title, "subtitle")
                row += 1
            head = row
            self._write_head(worksheet, table, head)
            if following is not None:
                rows = _chain(following, rows)
            last = self._write_rows(worksheet, table, rows, head + 1)
            worksheet.freeze_panes(head + 1, 1)
            worksheet.autofilter(
                head, 0, max(last, head + 1), max(len(table.columns) - 1, 0)
            )
            worksheet.repeat_rows(head)
            if table.chart and last > head:
                beside = len(table.columns) + 1
                self._insert_chart(worksheet, table, head, last, beside)
            following = next(rows, None)
            if following is None:
                return
            number += 1
            row = 0
            worksheet = self._add_sheet(sheet, sheet.name)

    def _write_rows(self, worksheet, table, rows, row):
        """Write rows as they come while there is room; the index of the last one."""
        encode = make_row_encoder(table.columns, self.styles)
        while True:
            room = min(FLUSH_EVERY, limits.MAX_ROWS - row)
            cells = [
                encode(values, number)
                for number, values in enumerate(islice(rows, room), row + 1)
            ]
            if not cells:
                return row - 1
            worksheet.write_rows(row, cells)
            row += len(cells)
            self.on_rows(len(cells))

    def _insert_chart(self, worksheet, table, head, last, column):
        chart = make_chart(self.workbook, worksheet.name, table.chart, head, last)
        worksheet.insert_chart(head, column, chart)


def _chain(first, rows):
    yield first
    yield from rows


def _list_formats():
    """``{name: properties}``; a name with ``!`` is for texts that begin like formulas.

    Excel keeps them as text also when somebody edits such a cell.
    """
    formats = {}
    for kind, (number_format, _width) in KINDS.items():
        properties = {"valign": "top"}
        if number_format:
            properties["num_format"] = number_format
        if kind == "long":
            properties["text_wrap"] = True
        if kind in _RIGHT:
            properties.update(_PADDED)
        formats[kind] = properties
    head = {
        "bold": True,
        "font_color": "#ffffff",
        "bg_color": "#1f4e79",
        "text_wrap": True,
        "valign": "vcenter",
    }
    formats["head"] = head
    formats["head_right"] = {**head, **_PADDED}
    if hasattr(Format, "set_quote_prefix"):  # XlsxWriter 3.0.4
        for kind in ("text", "long", "head", "head_right"):
            formats[f"{kind}!"] = {**formats[kind], "quote_prefix": True}
    formats["title"] = {"bold": True, "font_size": 15}
    formats["subtitle"] = {"bold": True, "font_size": 12}
    formats["note"] = {"font_color": "#5f6b76"}
    return formats
