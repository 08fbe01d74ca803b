# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/test runs what was asked for, each test in the one stage that it needs."""

from collections import Counter
from pathlib import Path

import pytest

from cmd_test import _conclude, _find_bridges, _split, _spreads
from places import Places


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


def test_bridges_run_apart(places):
    """With everything, or where they are named; else what they lead to isn't there."""
    folder = places.checkout / "tests" / "bridges"
    assert _find_bridges(places, [str(places.checkout / "tests")]) == []
    folder.mkdir()
    assert _find_bridges(places, [str(places.checkout / "tests")]) == [str(folder)]
    one = f"{folder / 'test_sla.py'}::TestSla"
    rule = str(places.checkout / "tests" / "ask" / "test_rule.py")
    assert _find_bridges(places, [rule, one]) == [one]
    assert _find_bridges(places, [rule]) == []


@pytest.mark.parametrize(
    ("statuses", "total", "status", "line"),
    [
        ([0, 0], {"passed": 5, "subtests passed": 2}, 0, "5 passed, 2 subtests passed"),
        ([0, 1], {"passed": 4, "failed": 1}, 1, "1 failed, 4 passed"),
        ([0], {"passed": 4, "warnings": 1, "skipped": 1}, 0, "4 passed, 1 skipped"),
        ([0, 0], {"deselected": 9}, 1, ""),
        ([2], {}, 2, ""),
    ],
)
def test_one_closing_line(capsys, statuses, total, status, line):
    assert _conclude(statuses, Counter(total), 1.234) == status
    assert capsys.readouterr().out.strip("=\n ") == (line and f"{line} in 1.23s")
