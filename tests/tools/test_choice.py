# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/test runs what was asked for, each test in the one stage that it needs."""

from collections import Counter
from pathlib import Path

import pytest

from cmd_test import _count, _split, _spreads
from places import Places

REPORT = """<?xml version="1.0" encoding="utf-8"?><testsuites>
<testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>"""


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("scoring/test_points.py", "docs/test_rows.py", "ask/test_rule.py"):
        file = tmp_path / "tests" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return Places(tmp_path, tmp_path / "cache")


def split(places, *options):
    def short(paths):
        return [str(Path(path).relative_to(places.checkout)) for path in paths]

    pure, real, rest = _split(places, list(options))
    return short(pure), short(real), rest


def test_everything(places):
    everything = (["tests/scoring", "tests/docs"], ["tests"], ["-k", "opted"])
    assert split(places, "-k", "opted") == everything
    assert split(places, "tests", "-k", "opted") == everything


def test_single_tests(places):
    test = "tests/scoring/test_points.py::test_half"
    assert split(places, test) == ([test], [], [])
    test = "tests/ask/test_rule.py::TestRule::test_opted"
    assert split(places, "-x", test) == ([], [test], ["-x"])


def test_paths_of_both_kinds(places):
    assert split(places, "tests/ask", "tests/docs") == (
        ["tests/docs"],
        ["tests/ask"],
        [],
    )


@pytest.mark.parametrize(
    ("paths", "rest", "spreads"),
    [
        (["tests"], [], True),
        (["tests/ask", "tests/plan"], ["-x"], True),
        (["tests/ask/test_rule.py"], [], False),
        (["tests"], ["-n0"], False),
        (["tests"], ["-s"], False),
        (["tests"], ["--pdb"], False),
    ],
)
def test_two_workers_only_where_they_pay_off(paths, rest, spreads):
    assert _spreads(paths, rest) is spreads


def test_counting_a_report(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    total = Counter()
    _count(tmp_path / "report.xml", total)
    assert total == Counter(passed=3, failed=2, error=1, skipped=3)
