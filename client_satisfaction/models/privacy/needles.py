# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Finding what tells of one person in any text, and taking it out.

Pure Python: names, addresses, telephone numbers and words in, a search pattern and
texts without them out. The same pattern is understood by Python and by PostgreSQL, so
that the database finds the rows and Python mends them.
"""

import html
import re
from typing import Any

#: Shorter ones would tear holes into texts about something else.
MIN_PHONE_DIGITS = 7
MIN_WORDS_LENGTH = 12
MIN_NAME_PART = 3

_ESCAPED = re.compile(r"([^\w\s])")
# Scripts that put no blanks between words
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]")
_WORDS = re.compile(r"[^\W_]+")
_LIKE = re.compile(r"([\\%_])")
_MASK = r"\\\1"


def _escape(text: str) -> str:
    """The text as a pattern, for both; any white space between its words fits."""
    words = [_ESCAPED.sub(r"\\\1", word) for word in text.split()]
    # Not as a group to be remembered: that costs PostgreSQL a multiple of the time.
    return r"(?:\s|&nbsp;)+".join(words)


def _as_like(line: str) -> list[str]:
    """Patterns of LIKE for a text in small letters that find at least this line.

    Whatever stands between two words fits: blanks, and what HTML and JSON write for a
    mark. Ten sentences as regular expressions took PostgreSQL half a minute in 200,000
    texts; as these they take a third of a second.
    """
    words = _WORDS.findall(line)
    if not words:
        return [f"%{_LIKE.sub(_MASK, one)}%" for one in {line, html.escape(line)}]
    return [f"%{'%'.join(map(_small, words))}%"]


def _small(word: str) -> str:
    """In small letters; capitals beyond ASCII may be any letter, see `_spellings`."""
    return "".join(
        "_" if not one.isascii() and one != one.lower() else one.lower() for one in word
    )


def _spellings(text: str) -> set[str]:
    """The text as it stands in plain text, in HTML, and in capitals.

    PostgreSQL compares letters beyond ASCII by case only in some locales.
    """
    own = {text}
    if not text.isascii():
        own |= {text.lower(), text.upper(), text.title()}
    return own | {html.escape(one) for one in own} | {html.escape(text, quote=False)}


def _as_whole(pattern: str) -> str:
    if _UNSPACED.search(pattern):
        return pattern
    return rf"(?<!\w){pattern}(?!\w)"


def is_distinctive(name: str | None) -> bool:
    """Whether a name tells of one person wherever it stands.

    "Ada" may be anybody, "Ada Lovelace" is hardly anybody else.
    """
    name = (name or "").strip()
    if _UNSPACED.search(name):
        return len(name) >= 2
    return len(name_parts(name)) >= 2


def split_words(text: str | None) -> list[str]:
    """The lines of a text that are long enough to be searched for."""
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return [line for line in lines if len(line) >= MIN_WORDS_LENGTH]


class Needles:
    """What to look for.

    :param names: names and e-mail addresses, found as whole words, in any case
    :param phones: telephone numbers, found however their digits are grouped
    :param words: what the person said, found as it stands, a line at a time
    """

    def __init__(
        self,
        names: "list[str] | tuple[str, ...]" = (),
        phones: "list[str] | tuple[str, ...]" = (),
        words: "list[str] | tuple[str, ...]" = (),
    ) -> None:
        whole: set[str] = set()
        for name in filter(None, (" ".join((name or "").split()) for name in names)):
            whole |= {_escape(one) for one in _spellings(name)}
        anywhere: set[str] = set()
        likes: set[str] = set()
        for text in words:
            for line in split_words(text):
                likes.update(_as_like(line))
                anywhere |= {
                    _escape(one)
                    for one in (
                        line,
                        html.escape(line),
                        html.escape(line, quote=False),
                        html.escape(line)
                        .replace("&#x27;", "&#39;")
                        .replace("&quot;", "&#34;"),
                    )
                }
        digits = {re.sub(r"\D", "", phone or "") for phone in phones}
        numbers = {
            r"[\s().\/-]*".join(number)
            for number in digits
            if len(number) >= MIN_PHONE_DIGITS
        }
        # The longest first: a name within a longer one must not leave the rest.
        parts = [
            *(_as_whole(one) for one in sorted(whole, key=len)[::-1]),
            *sorted(anywhere, key=len)[::-1],
            *(rf"(?<!\d)\+?{one}(?!\d)" for one in sorted(numbers, key=len)[::-1]),
        ]
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None
        #: Names, addresses and numbers for PostgreSQL's ``~*``, and words for its
        #: ``LIKE``; both a little wider: Python has the last word.
        self.sql_pattern = "|".join([*sorted(whole), *sorted(numbers)])
        self.sql_likes = sorted(likes)

    def __bool__(self) -> bool:
        return self._pattern is not None

    def found_in(self, text: str | None) -> bool:
        return bool(self._pattern and text and self._pattern.search(text))

    def take_out(self, value: Any, instead: str) -> Any:
        """A text, or any value of JSON, without what was looked for.

        :param instead: what stands in its place
        """
        if isinstance(value, str):
            # A function: nothing in it is a reference to a group.
            return self._pattern.sub(lambda _m: instead, value) if self else value
        if isinstance(value, list):
            return [self.take_out(one, instead) for one in value]
        if isinstance(value, dict):
            return {
                self.take_out(key, instead): self.take_out(one, instead)
                for key, one in value.items()
            }
        return value


def name_parts(name: str | None) -> list[str]:
    """The parts of a name by which one is addressed ("Dear Ada")."""
    parts = re.split(r"[\s,]+", name or "")
    return [part for part in parts if len(_WORD.findall(part)) >= MIN_NAME_PART]
