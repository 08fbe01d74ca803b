# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is stored about a person as one file to hand out. Pure: values in, bytes out."""

import io
import json
import zipfile

from .workbook import Column, Sheet, Table
from .workbook_writer import write_workbook


def write_archive(file, tables, files):
    """Write a zip: ``data.json`` for machines, ``data.xlsx`` for people, the files.

    Whatever the person once typed stays text: no cell becomes a formula.

    :param file: what to write to
    :param tables: ``{title: (headers, rows)}``
    :param files: ``[(name, content)]``
    """
    workbook = io.BytesIO()
    write_workbook(
        workbook,
        [
            Sheet(title, [Table([Column(header) for header in headers], rows)])
            for title, (headers, rows) in tables.items()
            if headers
        ],
    )
    data = {
        title: [dict(zip(headers, row, strict=True)) for row in rows]
        for title, (headers, rows) in tables.items()
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(data, ensure_ascii=False, indent=1)
        archive.writestr("data.json", text)
        archive.writestr("data.xlsx", workbook.getvalue())
        for name, content in files:
            archive.writestr(f"files/{name}", content)
