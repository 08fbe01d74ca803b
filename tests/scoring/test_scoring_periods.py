# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

import pytest
from scoring.confidence import Moments
from scoring.periods import add_months, is_valid_in, pick_source

Q1_2026 = (date(2026, 1, 1), date(2026, 3, 31))


def months(**counts):
    """Moments of n answers of 80 points by month, e.g. ``m2025_03=2``."""
    return {
        date(int(key[1:5]), int(key[6:]), 1): Moments.of([80.0] * n)
        for key, n in counts.items()
    }


@pytest.mark.parametrize(
    ("day", "shift", "expected"),
    [
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 1)),
        (date(2026, 1, 1), -12, date(2025, 1, 1)),
        (date(2026, 12, 5), 1, date(2027, 1, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 1)),
    ],
)
def test_add_months(day, shift, expected):
    assert add_months(day, shift) == expected


@pytest.mark.parametrize(
    ("month", "validity", "expected"),
    [
        (date(2025, 1, 1), 12, True),
        (date(2024, 12, 1), 12, False),
        (date(2025, 12, 1), 1, True),
        (date(2025, 12, 1), 0, False),
        (date(2026, 1, 1), 12, False),  # the period's own month is not an older one
    ],
)
def test_validity_window(month, validity, expected):
    """D7: answers count up to `validity` months before the period's first day."""
    assert is_valid_in(month, Q1_2026[0], validity) is expected


@pytest.mark.parametrize(
    ("case", "given", "period", "validity", "expected"),
    [
        ("nothing at all", {}, Q1_2026, 12, None),
        ("months without answers", months(m2026_02=0), Q1_2026, 12, None),
        (
            "own period wins over older ones",
            months(m2025_12=5, m2026_01=1, m2026_03=2),
            Q1_2026,
            12,
            (date(2026, 1, 1), date(2026, 3, 31), 3),
        ),
        (
            "later answers don't count backwards",
            months(m2026_04=5),
            Q1_2026,
            12,
            None,
        ),
        ("validity 0: own period only", months(m2025_12=5), Q1_2026, 0, None),
        (
            "latest earlier quarter only, no mixture",
            months(m2025_05=1, m2025_07=2, m2025_09=3),
            Q1_2026,
            12,
            (date(2025, 7, 1), date(2025, 9, 30), 5),
        ),
        (
            "a year later it still counts",
            months(m2025_01=4),
            Q1_2026,
            12,
            (date(2025, 1, 1), date(2025, 3, 31), 4),
        ),
        ("then it has expired", months(m2024_12=4), Q1_2026, 12, None),
        (
            "a validity that ends inside a quarter cuts it off",
            months(m2025_07=1, m2025_08=2),
            Q1_2026,
            5,
            (date(2025, 8, 1), date(2025, 9, 30), 2),
        ),
        (
            "monthly periods",
            months(m2025_10=1, m2025_11=2),
            (date(2026, 1, 1), date(2026, 1, 31)),
            3,
            (date(2025, 11, 1), date(2025, 11, 30), 2),
        ),
        (
            "yearly periods",
            months(m2025_02=1, m2025_11=2),
            (date(2026, 1, 1), date(2026, 12, 31)),
            12,
            (date(2025, 1, 1), date(2025, 12, 31), 3),
        ),
    ],
)
def test_pick_source(case, given, period, validity, expected):
    """D7: own period, else the latest one within the channel's validity."""
    source = pick_source(given, *period, validity_months=validity)
    if expected is None:
        assert source is None, case
    else:
        assert (source.start, source.end, source.moments.n) == expected, case


def test_bad_periods_are_refused():
    with pytest.raises(ValueError, match="whole months"):
        pick_source({}, date(2026, 1, 2), date(2026, 3, 31))
    with pytest.raises(ValueError, match="whole months"):
        pick_source({}, date(2026, 1, 1), date(2026, 3, 30))
    with pytest.raises(ValueError, match="whole months"):
        pick_source({}, date(2026, 4, 1), date(2026, 3, 31))
    with pytest.raises(ValueError, match="-1 months"):
        pick_source({}, *Q1_2026, validity_months=-1)
    with pytest.raises(ValueError, match="-1 months"):
        is_valid_in(date(2025, 1, 1), Q1_2026[0], -1)
