# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The tables of a workbook as CSV: one file, or a zip of several.

Pure. UTF-8 with a mark at the beginning, so that Excel reads Chinese and Russian;
commas; ISO dates; decimal points; texts always quoted. What would begin a formula gets
an apostrophe before it (OWASP "CSV injection"), also after a line end, tab or semicolon
in the text, where a program that splits lines there would see a new cell.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from .workbook import (
    DATES,
    NUMBERS,
    Sheet,
    check_kind,
    clean_sheet_name,
    clean_text,
)

UNLIMITED = 2**62
TELL_EVERY = 500
_SIGN = "[=+\\-@＝＋－＠]"
_RISKY = re.compile(
    f"^(?=[ \t\n]{{0,50}}{_SIGN}|[\t\n])|(?<=[;\t\n])(?=[ \t]{{0,9}}{_SIGN})"
)


def write_csv(
    target: IO[bytes],
    sheets: Sequence[Sheet],
    on_rows: Callable[[int], None] | None = None,
) -> None:
    """Write the one table there is as a CSV file, or several as a zip of such files.

    :param target: an open binary file
    """
    tables = [(sheet, table) for sheet in sheets for table in sheet.tables]
    on_rows = on_rows or (lambda count: None)
    if len(tables) == 1:
        _write_table(target, tables[0][1], on_rows)
        return
    taken: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet, table in tables:
            parts = [sheet.name]
            if len(sheet.tables) > 1:
                parts.append(table.title)
            name = clean_sheet_name(" - ".join(filter(None, parts)), taken)
            name = re.sub(r'["<>|]', " ", name)
            with archive.open(f"{name}.csv", "w", force_zip64=True) as file:
                _write_table(file, table, on_rows)


def is_zipped(sheets: Sequence[Sheet]) -> bool:
    """Whether ``write_csv`` makes a zip of these."""
    return sum(len(sheet.tables) for sheet in sheets) != 1


def encode_csv_text(value: Any) -> str:
    """A text as a quoted CSV field that no program runs."""
    text = _RISKY.sub("'", clean_text(value, UNLIMITED))
    return '"' + text.replace('"', '""') + '"'


@contextmanager
def _as_text(target):
    wrapper = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
    try:
        yield wrapper
    finally:
        wrapper.detach()  # the file stays open


def _write_table(target, table, on_rows):
    encoders = [_get_encoder(check_kind(column.kind)) for column in table.columns]
    with _as_text(target) as file:
        heads = ",".join(encode_csv_text(column.header) for column in table.columns)
        lines = [f"\ufeff{heads}"]
        for values in table.rows:
            lines.append(
                ",".join(
                    [
                        "" if value is None or value == "" else encode(value)
                        for encode, value in zip(encoders, values, strict=True)
                    ]
                )
            )
            if len(lines) > TELL_EVERY:
                file.write("\r\n".join(lines) + "\r\n")
                on_rows(len(lines))
                lines = []
        if lines:
            file.write("\r\n".join(lines) + "\r\n")
            on_rows(len(lines))


def _get_encoder(kind):
    if kind in NUMBERS:
        return _encode_number
    if kind in DATES:
        return _encode_date
    return encode_csv_text


def _encode_number(value):
    return f"{value:.15g}"


def _encode_date(value):
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat()
