# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The text of a file, as far as it can be read: PDF, workbooks, documents, plain."""

import html
import io
import re
import zipfile

try:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError as PdfError
except ImportError:  # Odoo takes either
    from PyPDF2 import PdfReader
    from PyPDF2.errors import PyPdfError as PdfError

#: What is unpacked of an archive at the most (bytes).
MAX_UNPACKED = 50_000_000
_TAG = re.compile(r"<[^>]*>")


def read_text(content: bytes) -> str:
    """All text found in a file; empty for pictures and what can't be read.

    :param content: the file
    """
    if content.startswith(b"%PDF"):
        return _read_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _read_archive(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Pictures have zero bytes near their beginning, a table in an old code page
        # has none.
        return "" if b"\0" in content[:1000] else content.decode("latin-1")


def _read_pdf(content: bytes) -> str:
    try:
        pages = PdfReader(io.BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages)
    except (PdfError, ValueError, KeyError, OSError):
        return ""


def _read_archive(content: bytes) -> str:
    """xlsx, docx, odt and plain archives are all folders of small files."""
    texts = []
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if member.is_dir() or member.file_size > left:
                    continue
                left -= member.file_size
                data = archive.read(member)
                if data.startswith((b"%PDF", b"PK\x03\x04")):
                    texts.append(read_text(data))
                else:
                    text = data.decode("utf-8", errors="ignore")
                    # Cells and runs of text stand apart.
                    texts.append(html.unescape(_TAG.sub(" ", text)))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return "\n".join(texts)
    return "\n".join(texts)
