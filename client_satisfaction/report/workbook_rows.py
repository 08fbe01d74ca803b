# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows of a sheet, written quickly and as what they are.

Pure. XlsxWriter spends most of its time on bookkeeping for each single cell, and has a
trap: in constant memory a text between ``<r>`` and ``</r>`` goes into the file as raw
XML, whoever typed it. Rows are therefore turned into XML here, every text escaped, and
handed to XlsxWriter's own file; head, formats, charts and all else stay its business.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from html import escape
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from .workbook import DATES, NUMBERS, Column, clean_text

# What spreadsheet programs take for the beginning of a formula when a cell is edited
RISKY = tuple("=+-@\t\n＝＋－＠")
EPOCH = date(1899, 12, 30)  # day 0 of dates from March 1900 on
FLUSH_EVERY = 500

# Excel decodes these in texts: what somebody typed has to be escaped as well.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")


class RowSheet(Worksheet):
    """A sheet in constant memory that takes whole rows, from top to bottom."""

    def write_cells(self, row: int, cells: str, height: int | None = None) -> None:
        """Write the XML of a row's cells.

        :param row: from 0; larger than that of the row before
        :param cells: see ``make_row_encoder``
        """
        tall = f' ht="{height}" customHeight="1"' if height else ""
        self.row_data_fh.write(f'<row r="{row + 1}"{tall}>{cells}</row>')
        self._note(row)

    def write_rows(self, first: int, rows: Sequence[str]) -> None:
        """Write rows one below another, each the XML of its cells."""
        self.row_data_fh.write(
            "".join(
                f'<row r="{number}">{cells}</row>'
                for number, cells in enumerate(rows, first + 1)
            )
        )
        self._note(first)
        self._note(first + len(rows) - 1)

    def note_width(self, columns: int) -> None:
        """Let the sheet know how many columns it has."""
        self._note(0, columns - 1)

    def _note(self, row, column=0):
        # XlsxWriter's own: the size of the sheet, which it writes at the end.
        self._check_dimensions(row, column)
        self.previous_row = row


def make_row_encoder(
    columns: Sequence[Column], styles: dict[str, int]
) -> Callable[[Sequence[Any], int], str]:
    """Function from a row of values and its number (from 1) to the XML of its cells.

    :param styles: index of the format of each kind, and of ``kind + "!"`` for texts
        that would be formulas when edited
    """
    encoders = []
    for index, column in enumerate(columns):
        letters = xl_col_to_name(index)
        style = styles[column.kind]
        if column.kind in NUMBERS:
            encoders.append((_encode_number, letters, style, style))
        elif column.kind in DATES:
            encoders.append((_encode_date, letters, style, style))
        else:
            risky = styles.get(f"{column.kind}!", style)
            encoders.append((encode_text, letters, style, risky))

    def encode(values: Sequence[Any], number: int) -> str:
        return "".join(
            [
                encoder(value, letters, number, style, risky)
                for (encoder, letters, style, risky), value in zip(
                    encoders, values, strict=True
                )
                if value is not None and value != ""
            ]
        )

    return encode


def encode_text(value, letters, number, style, risky):
    """A text as a cell: always text, never a formula, link or markup."""
    text = clean_text(value)
    if text.startswith(RISKY):
        style = risky
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = escape(text, quote=False)
    return (
        f'<c r="{letters}{number}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{text}</t></is></c>'
    )


def _encode_number(value, letters, number, style, _risky):
    if not isfinite(value):
        raise ValueError(f"no number for a cell: {value!r}")
    return f'<c r="{letters}{number}" s="{style}"><v>{value:.16G}</v></c>'


def _encode_date(value, letters, number, style, _risky):
    if isinstance(value, datetime):
        days = (value.date() - EPOCH).days
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return _encode_number(days + seconds / 86400, letters, number, style, style)
    return f'<c r="{letters}{number}" s="{style}"><v>{(value - EPOCH).days}</v></c>'
