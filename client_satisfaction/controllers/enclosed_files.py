# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The files clients enclose in the portal: how many, how large, and of which kinds."""

import mimetypes
import os

from odoo.exceptions import ValidationError
from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

MOST_FILES = 5
FILE_LIMIT = 10 * 1024 * 1024
FILE_TYPES = [
    "csv",
    "doc",
    "docx",
    "eml",
    "gif",
    "jpeg",
    "jpg",
    "log",
    "msg",
    "ods",
    "odt",
    "pdf",
    "png",
    "ppt",
    "pptx",
    "txt",
    "webp",
    "xls",
    "xlsx",
    "zip",
]
#: What a browser would run, whatever the file calls itself
UNSAFE_TYPES = ("html", "svg", "xml", "javascript", "x-msdownload", "x-executable")


def read_files():
    """The files of the form as (name, bytes), each checked.

    :raise ValidationError: naming the file that can't be taken
    """
    files = [
        upload
        for upload in request.httprequest.files.getlist("attachments")
        if upload.filename
    ]
    if len(files) > MOST_FILES:
        raise ValidationError(
            request.env._(
                "Please enclose %(count)s files at most. Nothing was sent yet.",
                count=MOST_FILES,
            )
        )
    return [_read_file(upload) for upload in files]


def _read_file(upload):
    name = os.path.basename(upload.filename.replace("\\", "/"))[-200:]
    content = upload.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise ValidationError(
            request.env._(
                "“%(name)s” is larger than %(size)s MB. Nothing was sent yet.",
                name=name,
                size=FILE_LIMIT // 1024 // 1024,
            )
        )
    kind = os.path.splitext(name)[1].lower().lstrip(".")
    looks = guess_mimetype(content, default="")
    claims = mimetypes.guess_type(name)[0] or ""
    office = "openxmlformats" in looks or "opendocument" in looks
    unsafe = not office and any(word in looks + claims for word in UNSAFE_TYPES)
    if kind not in FILE_TYPES or (unsafe and "openxmlformats" not in claims):
        raise ValidationError(
            request.env._(
                "“%(name)s” can't be taken: files of this kind may do harm. Take a"
                " picture or a PDF. Nothing was sent yet.",
                name=name,
            )
        )
    return name, content
