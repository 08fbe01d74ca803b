# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Work that is spread over days."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import spread_offset

KNOWN = [3, 55, 48, 85, 66]


@given(st.text(), st.text(), st.integers(1, 2000))
def test_within_the_span_and_always_the_same(key: str, seed: str, days: int) -> None:
    """R22: a day of the span, for whatever key and seed; the same each time."""
    offset = spread_offset(key, seed, days)
    assert 0 <= offset < days
    assert spread_offset(key, seed, days) == offset


def test_known_values() -> None:
    """R22: the day of a client is the same on every machine and in every year."""
    assert [spread_offset(str(key), "a", 90) for key in range(5)] == KNOWN


def test_spread_is_even() -> None:
    """R22: 9,000 clients over 90 days: about 100 a day, on another day next time."""
    days = [spread_offset(str(key), "first", 90) for key in range(9000)]
    counts = Counter(days)
    assert len(counts) == 90
    assert min(counts.values()) > 60 and max(counts.values()) < 140
    again = [spread_offset(str(key), "second", 90) for key in range(9000)]
    assert sum(a == b for a, b in zip(days, again, strict=True)) < 200


@pytest.mark.parametrize("days", [0, -1])
def test_no_days(days: int) -> None:
    """R22: an empty span has no day to give."""
    with pytest.raises(ValueError, match="at least one day"):
        spread_offset("1", "a", days)
