# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The visitor of the live story: follows links, reads pages and mails, sends forms."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

TIMEOUT = 90


class StoryError(Exception):
    """Something did not happen as it should; the message tells what."""


@dataclass(frozen=True)
class Page:
    """What a browser got."""

    url: str
    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Browser:
    """Follows links and sends forms, with cookies, like a person's browser."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, url: str) -> Page:
        return self._open(urllib.request.Request(self._absolute(url)))

    def post(self, url: str, fields: list[tuple[str, str]]) -> Page:
        data = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(self._absolute(url), data))

    def _absolute(self, url: str) -> str:
        return urllib.parse.urljoin(f"{self.base}/", url)

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return Page(answer.geturl(), answer.status, answer.read())
        except urllib.error.HTTPError as error:
            return Page(request.full_url, error.code, error.read())


# ----------------------------------------------------------------------
# Forms
# ----------------------------------------------------------------------
@dataclass
class Field:
    """An input of a form; radio buttons and check boxes are one each."""

    name: str
    kind: str
    value: str
    is_checked: bool = False


@dataclass
class Form:
    """A form as its page shows it."""

    action: str
    fields: list[Field] = field(default_factory=list)

    def radios(self) -> dict[str, list[Field]]:
        groups: dict[str, list[Field]] = {}
        for one in self.fields:
            if one.kind == "radio":
                groups.setdefault(one.name, []).append(one)
        return groups

    def of_kind(self, kind: str) -> list[Field]:
        return [one for one in self.fields if one.kind == kind]

    def values(self) -> list[tuple[str, str]]:
        """What a browser would send, after a finger touched the page."""
        return [
            (one.name, "pointerdown" if one.name == "touch" else one.value)
            for one in self.fields
            if one.name
            and (one.kind not in ("radio", "checkbox") or one.is_checked)
            and one.kind not in ("submit", "button")
        ]


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(values.get("action", ""))
            self.forms.append(self._form)
        if self._form is None or "disabled" in values:
            return
        name = values.get("name", "")
        if tag == "input":
            kind = values.get("type", "text")
            self._form.fields.append(
                Field(name, kind, values.get("value", ""), "checked" in values)
            )
        elif tag == "textarea":
            self._text = Field(name, "textarea", "")
            self._form.fields.append(self._text)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._text = None


def read_forms(page: Page) -> list[Form]:
    """The forms of a page."""
    reader = _FormReader()
    reader.feed(page.text)
    return reader.forms


class _TextReader(HTMLParser):
    _breaks = ("p", "div", "tr", "li", "br", "h1", "h2", "h3", "title", "fieldset")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._hidden += 1
        elif tag in self._breaks:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._hidden -= 1
        elif tag in self._breaks:
            self.parts.append("\n")
        elif tag in ("td", "th", "label"):
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def read_lines(html: str) -> list[str]:
    """The visible text of a page or mail, a list of lines."""
    reader = _TextReader()
    reader.feed(html)
    lines = (
        re.sub(r"\s+", " ", one).strip() for one in "".join(reader.parts).split("\n")
    )
    return [line for line in lines if line]


def main_part(html: str) -> str:
    """What a page says, without its frame."""
    found = re.search(r"<main.*</main>", html, re.DOTALL)
    return found.group() if found else html


def hide_token(url: str) -> str:
    """An address of an ask that may be printed: its token is a key."""
    return re.sub(r"(/satisfaction/)[^/?]+", r"\1…", url)


# ----------------------------------------------------------------------
# Mails
# ----------------------------------------------------------------------
def mail_html(mail: EmailMessage) -> str:
    """The HTML part of a mail."""
    part = mail.get_body(("html",))
    if part is None:
        raise StoryError(f"the mail “{mail['Subject']}” has no HTML part")
    return str(part.get_content())


def mail_links(mail: EmailMessage) -> list[str]:
    """The addresses a mail links to."""
    found = re.findall(r'href="([^"]+)"', mail_html(mail))
    return [one.replace("&amp;", "&") for one in found]


def mail_words(mail: EmailMessage) -> str:
    """Subject and text of a mail, to look for words."""
    parts = [str(mail["Subject"])]
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        if part is not None:
            parts.append(str(part.get_content()))
    return "\n".join(parts)


def wait_for(what: str, check: Callable[[], Any], seconds: float) -> Any:
    """Ask again until there is something, at most for so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > deadline:
            raise StoryError(f"{what} did not come within {seconds:.0f} s")
        time.sleep(0.25)
