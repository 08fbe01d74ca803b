# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The texts of our addons in every language we promise.

Odoo exports the English terms out of a database with the addons; they are written to
``i18n/client_satisfaction.pot`` in a form that only changes with the terms, and merged
into the ``.po`` file of each language. The bridge to ticket types has files of its own.
With the shell of ``bin/setup --env``::

    python bin/lib/translations.py            # what is wrong or missing
    python bin/lib/translations.py --export   # first take the terms out of the addons

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
from typing import TYPE_CHECKING, Any

import polib

from places import ADDON, BRIDGES, find_places
from progress import SetupError, say, step

if TYPE_CHECKING:
    from databases import Odoo

CHECKOUT = Path(__file__).resolve().parents[2]
# A bridge without a folder for them has no texts of its own.
ADDONS = (
    ADDON,
    *(bridge for bridge in BRIDGES if (CHECKOUT / bridge / "i18n").is_dir()),
)
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

    def file(self, addon: str = ADDON) -> Path:
        return folder(addon) / f"{self.code}.po"


# Abbreviations, and the names of reports' files: the same everywhere.
SAME = frozenset(
    {"ID", "KPI", "NPS", "PDF", "VIP", "xlsx"}
    | {
        "'%s %s' % (object.client_id.name, object.period_label)",
        "'%s %s' % (object.name, object.client_id.name)",
        "'%s %s' % (object.name, object.date)",
        "'%s %s' % (object.name.replace('/', '-'), object.partner_id.name)",
        "'%s' % (object.name)",
        "object.commercial_partner_id.name",
        "object.display_name",
        "object.name",
    }
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


def folder(addon: str = ADDON) -> Path:
    return find_places().checkout / addon / "i18n"


def template_of(addon: str = ADDON) -> Path:
    return folder(addon) / f"{addon}.pot"


def read(path: Path) -> polib.POFile:
    """A ``.po`` or ``.pot`` file; an empty one when there is none yet."""
    if not path.exists():
        return polib.POFile(wrapwidth=WIDTH)
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=WIDTH)


def normalise(text: str, addon: str = ADDON) -> str:
    """Odoo's export without what changes from run to run: dates and order."""
    exported = polib.pofile(text)
    template = _new_file(addon)
    for entry in sorted(exported, key=lambda entry: entry.msgid):
        entry.occurrences.sort()
        entry.msgstr = ""
        template.append(entry)
    return _text(template)


def merge(
    template: polib.POFile,
    old: polib.POFile,
    language: Language,
    addon: str = ADDON,
) -> str:
    """The text of a language's file with the terms of the template.

    Translations are kept. One whose English has changed a little is taken over as
    fuzzy; one whose English is gone is kept at the end as obsolete, for the case that
    it comes back.
    """
    known = {entry.msgid: entry for entry in old if entry.msgstr}
    wanted = {entry.msgid for entry in template}
    gone = {msgid: entry for msgid, entry in known.items() if msgid not in wanted}
    merged = _new_file(addon, language)
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


def _new_file(addon: str, language: Language | None = None) -> polib.POFile:
    file = polib.POFile(wrapwidth=WIDTH)
    file.header = (
        "Translation of Odoo Server.\n"
        "This file contains the translation of the following modules:\n"
        f"\t* {addon}\n"
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


def export(database: str | None = None) -> dict[str, str]:
    """The template of each addon as it is now, out of a database.

    Without a name, of a database made for it without demo data, and dropped again. The
    bridge's is left out where the addon it leads to is not there.
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
            addons = [ADDON]
            for bridge, bridged in BRIDGES.items():
                if (
                    bridge in ADDONS
                    and (odoo.environment.oca_addons / bridged).is_dir()
                ):
                    databases.install(name, bridged)
                    addons.append(bridge)
            with step("Export the terms"):
                real = databases.real_name(name)
                return {addon: _export(odoo, real, addon) for addon in addons}
        finally:
            if database is None:
                databases.drop(name)


def _export(odoo: Odoo, database: str, addon: str) -> str:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "terms.pot"
        launcher, script, *options = odoo.command(
            f"--database={database}", f"--output={file}", addon
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
        return normalise(file.read_text(encoding="utf-8"), addon)


def write(template: str, addon: str = ADDON, *, prune: bool = False) -> None:
    """Write the template and merge it into the file of each language."""
    folder(addon).mkdir(exist_ok=True)
    template_of(addon).write_text(template, encoding="utf-8")
    for language in LANGUAGES:
        file = language.file(addon)
        text = merge(polib.pofile(template), read(file), language, addon)
        if prune:
            merged = polib.pofile(text, wrapwidth=WIDTH)
            merged[:] = [entry for entry in merged if not entry.obsolete]
            text = _text(merged)
        file.write_text(text, encoding="utf-8")


# Checks


def problems(language: Language, addon: str = ADDON) -> list[str]:
    """Sentences about a language's file; empty when it is complete and right."""
    template, file = read(template_of(addon)), read(language.file(addon))
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
            for addon, template in export(options.db).items():
                write(template, addon, prune=options.prune)
        except SetupError as error:
            say(str(error))
            return 1
    clean = True
    for language in LANGUAGES:
        if options.language in (None, language.code):
            found = [
                problem for addon in ADDONS for problem in problems(language, addon)
            ]
            clean = clean and not found
            print("\n".join(f"{language.code}: {problem}" for problem in found))
            say(f"{language.code}: {len(found) or 'no'} problems")
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
