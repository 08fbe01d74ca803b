# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every text is there in every promised language, and the checks find what is wrong."""

import ast
import sys
from pathlib import Path

import polib
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin" / "lib"))

import translations

CHINESE, RUSSIAN = translations.LANGUAGES


@pytest.mark.parametrize("addon", translations.ADDONS)
@pytest.mark.parametrize(
    "language", translations.LANGUAGES, ids=lambda language: language.code
)
def test_every_text_is_translated(language, addon):
    """Simplified Chinese and Russian are complete."""
    assert translations.read(translations.template_of(addon))
    assert translations.problems(language, addon) == []


def test_no_text_tells_of_the_machine():
    """Dates and folders would change the file with every export."""
    for path in translations.folder().iterdir():
        text = path.read_text(encoding="utf-8")
        assert "Creation-Date" not in text
        assert "Revision-Date" not in text
        places = {
            place
            for entry in polib.pofile(str(path))
            for place, _line in entry.occurrences
            if place.startswith("code:")
        }
        assert places
        assert all(
            place.startswith("code:addons/client_satisfaction/") for place in places
        )


@pytest.mark.parametrize(
    ("source", "translation", "problem"),
    [
        ("%(count)s asks", "%(number)s 次询问", "placeholders differ"),
        ("%s asks", "次询问", "placeholders differ"),
        ("Dear {{ object.name }}", "{{ object.id }}，您好", "placeholders differ"),
        ('Dear <t t-out="a"/>!', '<t t-out="b"/>，您好！', "tags differ"),
        ("<b>Now</b>", "<b>现在", "tags differ"),
        ('<a href="/x">x</a>', '<a href="/y">去</a>', "tags differ"),
        (" of", "的", "blanks at the ends differ"),
        ("Score", "Score", "same as in English"),
        ("Agreement", "服务合同", "合同 is the wrong word, better: 协议"),
    ],
)
def test_a_bad_translation_is_found(source, translation, problem):
    found = list(translations.compare(source, translation, CHINESE))
    assert len(found) == 1
    assert found[0].startswith(problem)


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("%(done)s of %(all)s, 100 %", "共 %(all)s 个，已完成 %(done)s 个，100%"),
        ('<a href="/x" title="Go">x</a>', '<a title="前往" href="/x">去</a>'),
        ("NPS", "NPS"),
        ("%(low)s–%(high)s", "%(low)s–%(high)s"),
    ],
)
def test_a_good_translation_passes(source, translation):
    assert list(translations.compare(source, translation, CHINESE)) == []


def test_wrong_words_are_found_in_every_case():
    """Russian writes it large at the beginning and with many endings."""
    assert list(translations.compare("By agreement", "По Договору", RUSSIAN))


def _file(*entries):
    file = polib.POFile()
    for msgid, msgstr in entries:
        file.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return file


def _merged(template, old):
    return polib.pofile(translations.merge(_file(*template), _file(*old), CHINESE))


def test_merging_keeps_what_is_translated():
    merged = _merged([("Score", ""), ("Weight", "")], [("Weight", "权重")])
    assert [(entry.msgid, entry.msgstr) for entry in merged] == [
        ("Score", ""),
        ("Weight", "权重"),
    ]


def test_what_is_the_same_stays_empty():
    """As the checks of the OCA want it; anything else left in English is told."""
    merged = _merged([("NPS", ""), ("Score", "")], [("NPS", "NPS"), ("Score", "Score")])
    assert [(entry.msgid, entry.msgstr) for entry in merged] == [
        ("NPS", ""),
        ("Score", "Score"),
    ]


def test_merging_marks_the_translation_of_a_changed_sentence():
    merged = _merged(
        [("The period is closed.", "")], [("The period closed.", "已关闭")]
    )
    changed, gone = merged
    assert (changed.msgid, changed.msgstr) == ("The period is closed.", "已关闭")
    assert changed.fuzzy
    assert gone.obsolete


def test_merging_brings_back_what_was_gone():
    without = _merged([("Score", "")], [("Weight", "权重")])
    again = translations.merge(_file(("Weight", "")), without, CHINESE)
    (entry,) = polib.pofile(again)
    assert (entry.msgstr, entry.obsolete, entry.fuzzy) == ("权重", False, False)


def test_merging_twice_changes_nothing():
    template = _file(("Score", ""), ("Weight", ""))
    once = translations.merge(template, _file(("Gone", "消失")), CHINESE)
    assert translations.merge(template, polib.pofile(once), CHINESE) == once


def test_dates_of_the_export_are_dropped():
    text = 'msgid ""\nmsgstr ""\n"POT-Creation-Date: 2026-01-01 00:00+0000\\n"\n'
    terms = '\n#. module: a\n#: code:addons/a/b.py:0\nmsgid "Score"\nmsgstr ""\n'
    normal = translations.normalise(text + terms)
    assert "2026" not in normal
    assert normal == translations.normalise(text.replace("2026", "2027") + terms)
    assert "#: code:addons/a/b.py:0" in normal


def test_no_text_is_hidden_from_the_export():
    """Odoo's exporter does not look into f-strings: such a text stays English."""
    hidden = []
    for path in translations.folder().parent.rglob("*.py"):
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(string, ast.JoinedStr):
                hidden += [
                    f"{path.name}:{call.lineno}"
                    for call in ast.walk(string)
                    if isinstance(call, ast.Call)
                    and ast.unparse(call.func) in ("_", "self.env._", "env._")
                ]
    assert hidden == []
