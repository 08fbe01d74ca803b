# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which requirement lives where, and which test proves it.

``docs/requirements.csv`` holds the rows (R…, D…) and, by hand, where each lives in
the addon and whether it is ``built`` or only ``partly`` so (say, the arithmetic stands
and the screens don't); empty means "not yet". Tests name the ids they prove in their
docstrings and comments. ``python bin/lib/traceability.py`` writes the page
``docs/requirements.md`` out of both; ``problems()`` says what does not fit together
and is a test of its own.
"""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = ROOT / "docs" / "requirements.csv"
PAGE = ROOT / "docs" / "requirements.md"
TESTS = ROOT / "tests"
ADDON = ROOT / "client_satisfaction"
NAMED = re.compile(r"\b[RD]\d{1,3}\b")
# "R51–R55" and "R51-R55" name each row between the two as well.
SPAN = re.compile(r"\b([RD])(\d{1,3})\s*[–-]\s*\1(\d{1,3})\b")


@dataclass
class Row:
    """A requirement, the places it lives in and the test files that name it."""

    id: str
    part: str
    requirement: str
    source: str
    state: str
    where: list[str]
    tests: list[str] = field(default_factory=list)


def ids_in(text: str) -> set[str]:
    """All requirement ids a text names, spans included."""
    found = set(NAMED.findall(text))
    for letter, first, last in SPAN.findall(text):
        found |= {f"{letter}{n}" for n in range(int(first), int(last) + 1)}
    return found


def read_rows() -> dict[str, Row]:
    """The rows of the CSV by id, with the tests that name them."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = {
            line["id"]: Row(
                line["id"],
                line["part"],
                line["requirement"],
                line["source"],
                line["state"],
                line["where"].split(),
            )
            for line in csv.DictReader(lines)
        }
    for name, ids in tests_and_ids().items():
        for row_id in ids & rows.keys():
            rows[row_id].tests.append(name)
    return rows


def tests_and_ids() -> dict[str, set[str]]:
    """Test file (relative to the checkout) to the ids it names."""
    return {
        path.relative_to(ROOT).as_posix(): ids_in(path.read_text(encoding="utf-8"))
        for path in sorted(TESTS.rglob("test_*.py"))
        if path.parent.name != "docs"
    }


def problems() -> list[str]:
    """Sentences about rows and tests that do not fit together; empty when all do."""
    rows = read_rows()
    found = []
    for name, ids in tests_and_ids().items():
        unknown = sorted(ids - rows.keys())
        if unknown:
            found.append(f"{name} names rows that don't exist: {', '.join(unknown)}")
    for row in rows.values():
        missing = [place for place in row.where if not (ADDON / place).exists()]
        if missing:
            found.append(f"{row.id} lives in missing files: {', '.join(missing)}")
        if row.state not in (("built", "partly") if row.where else ("",)):
            found.append(f"{row.id} has state {row.state!r} and place {row.where}")
        if row.where and not row.tests:
            found.append(f"{row.id} lives in {row.where[0]}, but no test names it")
        if row.tests and not row.where:
            found.append(f"{row.id} is named by {row.tests[0]}, but has no place")
    return found


def render() -> str:
    """The page ``docs/requirements.md``."""
    rows = read_rows()
    built = sum(1 for row in rows.values() if row.state == "built")
    partly = sum(1 for row in rows.values() if row.state == "partly")
    page = [
        "# Requirements",
        "",
        (
            "What the product must do, where each row lives and which test proves it."
            " Written by `python bin/lib/traceability.py` from"
            " `docs/requirements.csv` and the tests; a test keeps it true. S0–S4 are"
            " the source documents."
        ),
        "",
        (
            f"Of {len(rows)} rows {built} are built and {partly} partly; the others"
            " say *not yet*."
        ),
    ]
    part = None
    for row in rows.values():
        if row.part != part:
            part = row.part
            page += ["", f"## {part}", ""]
            page += ["| Id | Requirement | Source | Lives in | Proved by |"]
            page += ["|---|---|---|---|---|"]
        where = "<br>".join(f"`{place}`" for place in row.where) or "*not yet*"
        if row.state == "partly":
            where = f"*partly:* {where}"
        tests = "<br>".join(f"`{name}`" for name in row.tests)
        text = row.requirement.replace("|", "\\|")
        page.append(f"| {row.id} | {text} | {row.source} | {where} | {tests} |")
    return "\n".join(page) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    for problem in problems():
        print(problem)
    sys.exit(bool(problems()))
