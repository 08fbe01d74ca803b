# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Samples with clients of every type, drawn on top of those tracked onwards."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import representative_sample, share_size

POPULATIONS = st.dictionaries(
    st.integers(0, 200).map(str),
    st.tuples(st.sampled_from("vn"), st.sampled_from("gsb"), st.sampled_from("xyz")),
    max_size=60,
)


def test_known_sample() -> None:
    """R65, D14: the same seed gives these very clients, for ever."""
    types = {str(n): ("vip" if n < 2 else "normal",) for n in range(20)}
    drawn = representative_sample(types, 5, seed="2026")
    assert drawn == representative_sample(dict(reversed(types.items())), 5, seed="2026")
    assert drawn == ["6", "12", "1", "2", "10"]
    assert drawn != representative_sample(types, 5, seed="2027")


def test_every_type_is_drawn() -> None:
    """R69: one client among a thousand of a rare type is there, and only once."""
    types = {str(n): ("normal", "gold") for n in range(1000)}
    types["rare"] = ("vip", "platinum")
    drawn = representative_sample(types, 10, seed="s")
    assert len(drawn) == 10
    assert "rare" in drawn


def test_same_word_in_two_traits() -> None:
    """R69: "none" as a level is not "none" as an industry."""
    types = {"a": ("none", "it"), "b": ("gold", "none"), "c": ("gold", "it")}
    assert set(representative_sample(types, 2, seed="s")) == {"a", "b"}


def test_the_rest_is_in_proportion() -> None:
    """R69: 60, 30 and 10 clients of a type make 6, 3 and 1 of 10."""
    types = {
        **{f"a{n}": ("a",) for n in range(60)},
        **{f"b{n}": ("b",) for n in range(30)},
        **{f"c{n}": ("c",) for n in range(10)},
    }
    drawn = representative_sample(types, 10, seed="any")
    assert Counter(key[0] for key in drawn) == {"a": 6, "b": 3, "c": 1}


def test_tracked_clients_count() -> None:
    """R67: who is carried on counts for size and type; strangers count for neither."""
    types = {str(n): ("a" if n < 10 else "b",) for n in range(20)}
    kept = [*map(str, range(5)), "stranger"]
    drawn = representative_sample(types, 8, seed="s", already=kept)
    assert len(drawn) == 3
    assert not set(drawn) & set(kept)
    # Five of one type are there: the other one's turn.
    assert all(types[key] == ("b",) for key in drawn)
    assert representative_sample(types, 5, seed="s", already=kept) == []
    assert representative_sample(types, 3, seed="s", already=kept) == []


@given(POPULATIONS, st.integers(0, 70), st.text(max_size=4), st.data())
def test_properties(types, size, seed, data) -> None:  # type: ignore[no-untyped-def]
    """D14, R67, R69: size kept, nobody twice, every type as long as it fits."""
    already = (
        data.draw(st.lists(st.sampled_from(sorted(types)), unique=True))
        if (types)
        else []
    )
    drawn = representative_sample(types, size, seed=seed, already=already)
    sample = {*already, *drawn}
    assert len(drawn) == len(set(drawn))
    assert not set(drawn) & set(already)
    assert len(drawn) == min(max(0, size - len(already)), len(types) - len(already))
    assert set(drawn) <= set(types)
    all_types = {trait for traits in types.values() for trait in enumerate(traits)}
    covered = {trait for key in sample for trait in enumerate(types[key])}
    if size - len(already) >= len(all_types):
        assert covered == all_types


def test_bad_size() -> None:
    with pytest.raises(ValueError, match="-1"):
        representative_sample({}, -1, seed="s")


@pytest.mark.parametrize(
    ("keys", "share", "size"),
    [
        (0, 0.3, 0),
        (1, 0.01, 1),
        (100, 0.3, 30),
        (15, 0.1, 2),
        (100, 0.29, 29),
        (7, 1.0, 7),
        (7, 0.0, 0),
    ],
)
def test_share_size(keys: int, share: float, size: int) -> None:
    """R65: rounded half up, never nobody."""
    assert share_size(keys, share) == size


@pytest.mark.parametrize(("keys", "share"), [(-1, 0.5), (5, 1.3), (5, -0.1)])
def test_bad_share(keys: int, share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        share_size(keys, share)
