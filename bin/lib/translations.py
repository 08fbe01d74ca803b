# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The texts of the addon in every language we promise.

Odoo exports the English terms out of a database with the addon; they are written to
``i18n/client_satisfaction.pot`` in a form that only changes with the terms, and merged
into the ``.po`` file of each language. With the shell of ``bin/setup --env``::

    python bin/lib/translations.py            # what is wrong or missing
    python bin/lib/translations.py --export   # first take the terms out of the addon

``problems()`` is a test of its own (``tests/docs``), as is an outdated template
(``tests/i18n``).
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib

from places import ADDON, find_places
from progress import SetupError, say, step

FOLDER = find_places().addon / "i18n"
TEMPLATE = FOLDER / f"{ADDON}.pot"
# A changed sentence keeps its translation, marked fuzzy, when it is this similar.
SIMILAR = 0.8
# polib's default as Odoo uses it: the same terms give the same lines everywhere.
WIDTH = 78


@dataclass(frozen=True)
class Language:
    """A language we promise, and the words that are wrong in it.

    ``same`` are terms that are written as in English: their translation stays empty,
    as Odoo then shows the term itself. ``forbidden`` maps what must not be found in a
    translation to what stands for it.
    """

    code: str
    plural_forms: str
    same: frozenset[str]
    forbidden: dict[str, str]

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.code}.po"


# Abbreviations, and the name of a report's file: the same everywhere.
SAME = frozenset(
    {"ID", "NPS", "PDF", "xlsx"}
    | {"'%s %s' % (object.client_id.name, object.period_label)"}
)
LANGUAGES = (
    Language(
        "zh_CN",
        "nplurals=1; plural=0;",
        SAME,
        {"合同": "协议", "合约": "协议"},
    ),
    Language(
        "ru",
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
        "(n%100<10 || n%100>=20) ? 1 : 2);",
        SAME,
        {"договор": "соглашение", "контракт": "соглашение"},
    ),
)

# What a translation must carry over unchanged: %(name)s, %s, {{ expression }},
# ${expression}, {name} and &entity;.
PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+ #0]*[\d.]*[a-zA-Z]|%[-+#0]*[\d.]*[sdifgr](?![a-zA-Z])|%%"
    r"|\{\{.*?\}\}|\$\{.*?\}|\{\w*\}|&[a-zA-Z]+;|&#\d+;"
)
TAG = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*?)(/?)>")
ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
# Attributes that hold text, so a translation may change them.
TEXT_ATTRIBUTES = {"alt", "aria-label", "placeholder", "string", "title"}


# The files


def read(path: Path) -> polib.POFile:
    """A ``.po`` or ``.pot`` file; an empty one when there is none yet."""
    if not path.exists():
        return polib.POFile(wrapwidth=WIDTH)
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=WIDTH)


def normalise(text: str) -> str:
    """Odoo's export without what changes from run to run: dates and order."""
    exported = polib.pofile(text)
    template = _new_file()
    for entry in sorted(exported, key=lambda entry: entry.msgid):
        entry.occurrences.sort()
        entry.msgstr = ""
        template.append(entry)
    return _text(template)


def merge(template: polib.POFile, old: polib.POFile, language: Language) -> str:
    """The text of a language's file with the terms of the template.

    Translations are kept. One whose English has changed a little is taken over as
    fuzzy; one whose English is gone is kept at the end as obsolete, for the case that
    it comes back.
    """
    known = {entry.msgid: entry for entry in old if entry.msgstr}
    wanted = {entry.msgid for entry in template}
    gone = {msgid: entry for msgid, entry in known.items() if msgid not in wanted}
    merged = _new_file(language)
    for term in template:
        entry = polib.POEntry(
            msgid=term.msgid, comment=term.comment, occurrences=term.occurrences
        )
        found = known.get(term.msgid)
        if found is not None:
            same = found.msgstr == term.msgid and _may_be_same(term.msgid, language)
            entry.msgstr = "" if same else found.msgstr
            entry.tcomment = found.tcomment
            entry.flags = [flag for flag in found.flags if flag == "fuzzy"]
        elif similar := difflib.get_close_matches(term.msgid, gone, 1, SIMILAR):
            entry.msgstr = gone[similar[0]].msgstr
            entry.previous_msgid = similar[0]
            entry.flags = ["fuzzy"]
        merged.append(entry)
    for _msgid, entry in sorted(gone.items()):
        merged.append(
            polib.POEntry(msgid=entry.msgid, msgstr=entry.msgstr, obsolete=True)
        )
    return _text(merged)


def _new_file(language: Language | None = None) -> polib.POFile:
    file = polib.POFile(wrapwidth=WIDTH)
    file.header = (
        "Translation of Odoo Server.\n"
        "This file contains the translation of the following modules:\n"
        f"\t* {ADDON}\n"
    )
    file.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "Report-Msgid-Bugs-To": "",
        "Last-Translator": "",
        "Language-Team": "",
        **({"Language": language.code} if language else {}),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "",
        "Plural-Forms": language.plural_forms if language else "",
    }
    return file


def _text(file: polib.POFile) -> str:
    return str(file).rstrip("\n") + "\n"


# Export


def export(database: str | None = None) -> str:
    """The template as the addon is now, out of a database.

    Without a name, of a database made for it without demo data, and dropped again.
    """
    # Here, for a check needs no server.
    from databases import Databases
    from session import odoo_session

    with odoo_session() as odoo:
        databases = Databases(odoo)
        name = database or f"i18n_{os.getpid()}"
        try:
            if database is None:
                databases.create(name, demo=False)
            else:
                databases.update(name)
            with tempfile.TemporaryDirectory() as folder, step("Export the terms"):
                file = Path(folder) / "terms.pot"
                launcher, script, *options = odoo.command(
                    f"--database={databases.real_name(name)}", f"--output={file}", ADDON
                )
                finished = subprocess.run(
                    [launcher, script, "i18n", "export", *options],
                    env=odoo.variables(),
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if finished.returncode or not file.exists():
                    raise SetupError(f"The export failed:\n{finished.stderr[-3000:]}")
                return normalise(file.read_text(encoding="utf-8"))
        finally:
            if database is None:
                databases.drop(name)


def write(template: str, *, prune: bool = False) -> None:
    """Write the template and merge it into the file of each language."""
    FOLDER.mkdir(exist_ok=True)
    TEMPLATE.write_text(template, encoding="utf-8")
    for language in LANGUAGES:
        text = merge(polib.pofile(template), read(language.file), language)
        if prune:
            file = polib.pofile(text, wrapwidth=WIDTH)
            file[:] = [entry for entry in file if not entry.obsolete]
            text = _text(file)
        language.file.write_text(text, encoding="utf-8")


# Checks


def problems(language: Language) -> list[str]:
    """Sentences about a language's file; empty when it is complete and right."""
    template, file = read(TEMPLATE), read(language.file)
    found = {entry.msgid: entry for entry in file if not entry.obsolete}
    wanted = {entry.msgid for entry in template}
    result = [
        f"not in the template: {msgid!r}" for msgid in found if msgid not in wanted
    ]
    for term in template:
        entry = found.get(term.msgid)
        if entry is None:
            result.append(f"not merged: {term.msgid!r}")
        elif not entry.msgstr:
            if not _may_be_same(term.msgid, language):
                result.append(f"missing: {term.msgid!r}")
        elif "fuzzy" in entry.flags:
            result.append(f"fuzzy: {term.msgid!r}")
        else:
            result += [
                f"{problem}: {term.msgid!r} -> {entry.msgstr!r}"
                for problem in compare(term.msgid, entry.msgstr, language)
            ]
    return result


def compare(source: str, translation: str, language: Language) -> Iterator[str]:
    """What is wrong with one translation."""
    if _placeholders(source) != _placeholders(translation):
        yield f"placeholders differ ({_difference(source, translation, _placeholders)})"
    if _tags(source) != _tags(translation):
        yield f"tags differ ({_difference(source, translation, _tags)})"
    if _blanks(source) != _blanks(translation):
        yield "blanks at the ends differ"
    if source == translation and not _may_be_same(source, language):
        yield "same as in English"
    for word, better in language.forbidden.items():
        if word in translation.lower():
            yield f"{word} is the wrong word, better: {better}"


def _placeholders(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s+", " ", found) for found in PLACEHOLDER.findall(text))


def _tags(text: str) -> Counter[tuple[str, ...]]:
    """Each tag with the attributes that are not text."""
    return Counter(
        (
            f"{closing}{name}",
            *sorted(
                f"{key}={value[1:-1]}"
                for key, value in ATTRIBUTE.findall(attributes)
                if key not in TEXT_ATTRIBUTES
            ),
        )
        for closing, name, attributes, _empty in TAG.findall(text)
    )


def _difference(
    source: str, translation: str, parts: Callable[[str], Counter[Any]]
) -> str:
    gone = list((parts(source) - parts(translation)).elements())
    new = list((parts(translation) - parts(source)).elements())
    return ", ".join(
        f"{word} {values}" for word, values in (("lacks", gone), ("has", new)) if values
    )


def _blanks(text: str) -> tuple[str, str]:
    return (
        text[: len(text) - len(text.lstrip())],
        text[len(text.rstrip()) :],
    )


def _may_be_same(text: str, language: Language) -> bool:
    """Whether there is nothing to translate besides placeholders and tags."""
    words = PLACEHOLDER.sub("", TAG.sub("", text))
    return text in language.same or not re.search(r"[^\W\d_]{2}", words)


# Command line


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="translations.py", description="Check the translations of the addon."
    )
    parser.add_argument(
        "--export", action="store_true", help="take the terms out of the addon first"
    )
    parser.add_argument("--db", metavar="NAME", help="--export: update and use NAME")
    parser.add_argument(
        "--prune", action="store_true", help="--export: drop terms that are gone"
    )
    parser.add_argument(
        "language", nargs="?", choices=[item.code for item in LANGUAGES]
    )
    options = parser.parse_args()
    if options.export:
        try:
            write(export(options.db), prune=options.prune)
        except SetupError as error:
            say(str(error))
            return 1
    clean = True
    for language in LANGUAGES:
        if options.language in (None, language.code):
            found = problems(language)
            clean = clean and not found
            print("\n".join(f"{language.code}: {problem}" for problem in found))
            say(f"{language.code}: {len(found) or 'no'} problems")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
