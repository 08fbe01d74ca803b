# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The classes that take long begin first."""

import json
from pathlib import Path

import pytest

from .. import spreading

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", spreading.LONG_CLASSES)
def test_long_class_exists(name):
    """One that was renamed would lose its place without a word."""
    path, _separator, own = name.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not own or f"class {own}(" in text


def test_recorded(tmp_path, monkeypatch):
    """A class's seconds are those of its tests and of what they stand on."""
    file = tmp_path / "long.json"
    monkeypatch.setattr(spreading, "FILE", file)
    spreading.record(
        [
            ("tests/a/test_a.py::TestA::test_one", 3),
            ("tests/a/test_a.py::TestA::test_two[x::y]", 9.6),
            ("tests/a/test_a.py::TestB::test_one", 5),
            ("tests/a/test_a.py::test_alone", 20),
        ]
    )
    assert json.loads(file.read_text()) == {
        "tests/a/test_a.py::TestA": 13,
        "tests/a/test_a.py": 20,
    }


def test_known_classes_first(monkeypatch):
    monkeypatch.setattr(spreading, "LONG_CLASSES", {"b.py::B": 9, "c.py::C": 30})
    tests = ["a.py::A::one", "b.py::B::one", "c.py::C::one", "c.py::C::two"]
    tests.sort(key=lambda test: -spreading.get_seconds(test))
    assert tests == ["c.py::C::one", "c.py::C::two", "b.py::B::one", "a.py::A::one"]
