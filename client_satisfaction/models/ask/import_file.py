# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers in a workbook or text file as plain rows, and the template to fill in.

Nothing here knows the database: bytes in, rows out. What the rows mean and whether
they are right is decided in ``import_rows``.
"""

import csv
import io
import zipfile
from datetime import date, datetime, time

import chardet
import openpyxl
import xlsxwriter

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 20_000
DELIMITERS = ",;\t|"
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# What spreadsheet programs of our languages write when they don't write UTF-8
LOCAL_ENCODINGS = ("gb18030", "cp1251", "cp1252")


class ImportFileError(ValueError):
    """The file can't be read; ``reason`` says why, ``limit`` how much is too much."""

    def __init__(self, reason, limit=None):
        super().__init__(reason)
        self.reason = reason
        self.limit = limit


def read_rows(data: bytes, name: str) -> list[dict[str, object]]:
    """The rows of a file as dicts by the texts of its first line.

    Empty lines are left out, empty cells too. Numbers stay numbers, dates become text
    (``2026-03-01``), everything else is stripped text.

    :param data: contents of an .xlsx or .csv file
    :param name: its name; only the ending matters
    :raises ImportFileError: ``too_big``, ``too_many_rows``, ``too_many_columns``,
        ``unreadable``, ``unknown_type``, ``no_header`` or ``twice`` (a column)
    """
    if len(data) > MAX_BYTES:
        raise ImportFileError("too_big", MAX_BYTES // 1024**2)
    ending = name.lower().rpartition(".")[2]
    if ending == "xlsx":
        table = _read_xlsx(data)
    elif ending in ("csv", "txt", "tsv"):
        table = _read_csv(data)
    else:
        raise ImportFileError("unknown_type")
    return _to_dicts(table)


def _read_xlsx(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise ImportFileError("too_big", MAX_UNPACKED // 1024**2)
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        # What the file says of its own size may be wrong, in both directions.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    except ImportFileError:
        raise
    # A damaged or hostile workbook fails in any of a hundred places.
    except Exception as error:
        raise ImportFileError("unreadable") from error


def _read_csv(data):
    text = decode(data)
    lines = text.splitlines()
    header = next((line for line in lines if line.strip()), "")
    delimiter = max(DELIMITERS, key=header.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise ImportFileError("unreadable") from error


def decode(data: bytes) -> str:
    """Text of a file of unknown encoding.

    By its byte order mark, otherwise UTF-8 when it is valid, otherwise guessed from
    the bytes and then from what spreadsheet programs write in our languages.
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decode_strictly(data, encoding)
    if b"\x00" in data:
        raise ImportFileError("unreadable")  # a picture or a program, not a text
    guessed = None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        guess = chardet.detect(data[: 64 * 1024])
        if (guess["confidence"] or 0) > 0.5:
            guessed = guess["encoding"]
    for encoding in filter(None, (guessed, *LOCAL_ENCODINGS)):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise ImportFileError("unreadable")


def _decode_strictly(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportFileError("unreadable") from error


def _to_dicts(table):
    header, rows = None, []
    for cells in table:
        values = [_clean(cell) for cell in cells]
        if all(value in ("", None) for value in values):
            continue
        if header is None:
            header = [str(value) for value in _strip_end(values)]
            if len(header) > MAX_COLUMNS:
                raise ImportFileError("too_many_columns", MAX_COLUMNS)
            named = [title.casefold() for title in header if title]
            if len(set(named)) < len(named):
                raise ImportFileError("twice")
            continue
        if len(rows) >= MAX_ROWS:
            raise ImportFileError("too_many_rows", MAX_ROWS)
        rows.append(
            {
                title: value
                for title, value in zip(header, values, strict=False)
                if title and value not in ("", None)
            }
        )
    if header is None:
        raise ImportFileError("no_header")
    return rows


def _strip_end(values):
    while values and values[-1] in ("", None):
        values.pop()
    return values


def _clean(cell):
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell)
    if isinstance(cell, datetime):
        if cell.time() == time(0):
            return cell.date().isoformat()
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, int | float):
        return cell
    return str(cell)[:MAX_CELL].strip()


def write_template(columns, example, help_rows, sheet_names) -> bytes:
    """An .xlsx to fill in: a sheet of answers and one that explains the columns.

    :param columns: list of (title, choices or None); choices become a drop-down list
    :param example: one row of values, in the order of the columns
    :param help_rows: rows of (column, what goes in), the first is the heading
    :param sheet_names: names of both sheets
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    head = book.add_format({"bold": True, "bg_color": "#e4f0ee", "text_wrap": True})
    grey = book.add_format({"font_color": "#8a979c", "italic": True})
    answers, explained = (book.add_worksheet(name[:31]) for name in sheet_names)
    for index, (title, choices) in enumerate(columns):
        answers.write_string(0, index, title, head)
        answers.write(1, index, example[index], grey)
        answers.set_column(index, index, min(max(len(title) + 2, 12), 40))
        if choices and len(",".join(choices)) <= 255:
            answers.data_validation(
                1, index, MAX_ROWS, index, {"validate": "list", "source": choices}
            )
    answers.freeze_panes(1, 0)
    for index, (title, text) in enumerate(help_rows):
        explained.write_string(index, 0, title, head)
        explained.write_string(index, 1, text, head if not index else None)
    explained.set_column(0, 0, 30)
    explained.set_column(1, 1, 100)
    book.close()
    return file.getvalue()
