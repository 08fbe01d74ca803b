# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""No requirement is forgotten and no test names one that does not exist."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin" / "lib"))

import traceability


def test_rows_places_and_tests_fit_together():
    assert traceability.problems() == []


def test_page_is_up_to_date():
    assert traceability.PAGE.read_text(encoding="utf-8") == traceability.render(), (
        "run: python bin/lib/traceability.py"
    )


def test_spans_name_every_row_between():
    assert traceability.ids_in("R53–R55, D2") == {"R53", "R54", "R55", "D2"}
