# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Page feet for PDFs made by any wkhtmltopdf, also those built on unpatched Qt.

Distributions ship wkhtmltopdf without the Qt patches that know headers, footers and
page numbers, and such a build takes one document at a time. So several clients are
printed in one pass as sections of one document, and the feet are stamped afterwards:
whose page it is and which of how many.

Pure: bytes in, bytes out. The only things asked of the machine are its fonts.
"""

import io
import logging
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

try:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import (
        ArrayObject,
        DictionaryObject,
        NameObject,
        StreamObject,
    )
except ImportError:  # Odoo still accepts the older name of the same library
    from PyPDF2 import PdfReader, PdfWriter
    from PyPDF2.generic import (
        ArrayObject,
        DictionaryObject,
        NameObject,
        StreamObject,
    )

_logger = logging.getLogger(__name__)

# A section of the document starts with a hairline of this near-white: nobody sees it,
# and it is found in the page's drawing commands without reading any text.
SECTION_COLOR = "#fbfefc"
_SECTION_MARK = re.compile(
    rb"(?<![\d.])0?\.984\d*\s+0?\.996\d*\s+0?\.988\d*\s+(?:scn|sc|rg)\b"
)
FOOT_SIZE = 7.5
FOOT_COLOR = (0.36, 0.42, 0.47)
FOOT_HEIGHT = 22  # points above the lower edge of the paper
FOOT_MARGIN = 40  # points from the side edges
XOBJECT_NAME = "/SatisfactionFoot"


@dataclass(frozen=True)
class Foot:
    """What stands at the foot of a section's pages.

    ``left`` names whose pages these are; ``number`` words "page 1 of 2" in the
    reader's language.
    """

    left: str
    number: Callable[[int, int], str]


def stamp_sections(pdf: bytes, feet: Sequence[Foot]) -> bytes:
    """Stamp each section's foot on its pages; pages count anew in every section.

    :param pdf: a document whose sections start with a mark in ``SECTION_COLOR``
    :param feet: one for each section, in order
    """
    reader = PdfReader(io.BytesIO(pdf))
    sections = find_sections(reader, len(feet))
    if sections is None:
        _logger.warning(
            "%s sections were expected in a PDF of %s pages but not found; its pages"
            " are numbered through without names.",
            len(feet),
            len(reader.pages),
        )
        feet = [Foot("", feet[0].number)]
        sections = [range(len(reader.pages))]
    lines = {}
    for section, foot in zip(sections, feet, strict=True):
        for number, page in enumerate(section, start=1):
            lines[page] = (foot.left, foot.number(number, len(section)))
    writer = PdfWriter()
    overlays = PdfReader(io.BytesIO(_draw_feet(reader, lines))).pages
    for page, overlay in zip(reader.pages, overlays, strict=True):
        _lay_over(writer, writer.add_page(page), overlay)
    return _write(writer)


def split_sections(pdf: bytes, count: int) -> list[bytes] | None:
    """Each section as a document of its own; None when they can't be told apart."""
    reader = PdfReader(io.BytesIO(pdf))
    sections = find_sections(reader, count)
    if sections is None:
        return None
    documents = []
    for section in sections:
        writer = PdfWriter()
        for page in section:
            writer.add_page(reader.pages[page])
        documents.append(_write(writer))
    return documents


def find_sections(reader: PdfReader, count: int) -> list[range] | None:
    """Pages of each section, or None when there are not exactly ``count`` of them."""
    starts = [
        index
        for index, page in enumerate(reader.pages)
        if _SECTION_MARK.search(_content(page))
    ]
    if len(starts) != count or starts[:1] != [0]:
        return None
    ends = [*starts[1:], len(reader.pages)]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


def _content(page):
    contents = page.get("/Contents")
    if contents is None:
        return b""
    contents = contents.get_object()
    parts = contents if isinstance(contents, ArrayObject) else [contents]
    return b"\n".join(part.get_object().get_data() for part in parts)


def _draw_feet(reader, lines):
    """All feet as one document, so that each font is embedded once."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for index, page in enumerate(reader.pages):
        width = float(page.mediabox.width)
        canvas.setPageSize((width, float(page.mediabox.height)))
        canvas.setFillColorRGB(*FOOT_COLOR)
        canvas.setStrokeColorRGB(0.80, 0.83, 0.86)
        canvas.setLineWidth(0.5)
        rule = FOOT_HEIGHT + 11
        canvas.line(FOOT_MARGIN, rule, width - FOOT_MARGIN, rule)
        left, right = lines[index]
        right_font, right = font_for(right)
        canvas.setFont(right_font, FOOT_SIZE)
        canvas.drawRightString(width - FOOT_MARGIN, FOOT_HEIGHT, right)
        free = (
            width
            - 2 * FOOT_MARGIN
            - 12
            - pdfmetrics.stringWidth(right, right_font, FOOT_SIZE)
        )
        left_font, left = font_for(left)
        canvas.setFont(left_font, FOOT_SIZE)
        canvas.drawString(FOOT_MARGIN, FOOT_HEIGHT, _fit(left, left_font, free))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _fit(text, font, width):
    if pdfmetrics.stringWidth(text, font, FOOT_SIZE) <= width:
        return text
    while text and pdfmetrics.stringWidth(f"{text}...", font, FOOT_SIZE) > width:
        text = text[:-1]
    return f"{text.rstrip()}..."


def _lay_over(writer, page, overlay):
    """Draw a page over another one as a form, without parsing either.

    The original's drawing is fenced by q/Q, because wkhtmltopdf leaves its own
    coordinate system behind.
    """
    form = StreamObject()
    # The overlay comes from reportlab: one content stream, plain resources.
    form._data = _content(overlay)
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(overlay.mediabox),
            NameObject("/Resources"): overlay["/Resources"].clone(writer),
        }
    )
    # Resources may be shared between pages: give this page a dictionary of its own.
    resources = DictionaryObject(page["/Resources"].get_object())
    forms = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
    forms[NameObject(XOBJECT_NAME)] = writer._add_object(form.flate_encode())
    resources[NameObject("/XObject")] = forms
    page[NameObject("/Resources")] = resources
    contents = page["/Contents"]
    original = contents.get_object()
    parts = original if isinstance(original, ArrayObject) else [contents_ref(page)]
    page[NameObject("/Contents")] = ArrayObject(
        [
            writer._add_object(_stream(b"q\n")),
            *parts,
            writer._add_object(_stream(f"\nQ q {XOBJECT_NAME} Do Q\n".encode())),
        ]
    )


def contents_ref(page):
    """The reference to a page's content stream, not the stream itself."""
    return page.raw_get("/Contents")


def _stream(data):
    stream = StreamObject()
    stream._data = data
    return stream


def _write(writer):
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


# ----------------------------------------------------------------------
# Fonts
# ----------------------------------------------------------------------
def font_for(text: str) -> tuple[str, str]:
    """A font that has every letter of a text, and the text as it can be shown.

    Western texts use the built-in Helvetica; for all others the machine's fonts are
    asked (fontconfig), then the viewer's own Chinese font. Only letters that nobody
    has are replaced by question marks.
    """
    text = "".join(char for char in text if char.isprintable())
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        name = _find_font(frozenset(text))
        if name:
            return name, text
        return "Helvetica", text.encode("cp1252", "replace").decode("cp1252")
    return "Helvetica", text


@lru_cache(maxsize=256)
def _find_font(letters):
    wanted = {ord(letter) for letter in letters if not letter.isspace()}
    for path, index in _font_candidates(frozenset(wanted)):
        name = _register(path, index)
        if name and wanted <= set(pdfmetrics.getFont(name).face.charToGlyph):
            return name
    if any(0x2E80 <= code <= 0x9FFF for code in wanted):
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        return "STSong-Light"
    return None


def _font_candidates(codes):
    charset = " ".join(f"{code:x}" for code in sorted(codes))
    try:
        process = subprocess.run(
            [
                "fc-match",
                "--sort",
                "--format=%{file}\t%{index}\n",
                f"sans-serif:charset={charset}",
            ],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    lines = [line.split("\t") for line in process.stdout.splitlines()[:12]]
    # The upper bits of the index name a variation, which reportlab can't draw.
    return [(path, int(index) & 0xFFFF) for path, index in lines if index.isdigit()]


@lru_cache(maxsize=64)
def _register(path, index):
    name = f"satisfaction-{path}-{index}"
    try:
        pdfmetrics.registerFont(TTFont(name, path, subfontIndex=index))
    except (TTFError, OSError, ValueError) as error:
        # E.g. OpenType with PostScript outlines: reportlab reads TrueType only.
        _logger.debug("Font %s is not usable in PDFs: %s", path, error)
        return None
    return name
