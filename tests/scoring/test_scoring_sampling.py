# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reproducible samples."""

import math
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
import scoring
from hypothesis import given
from hypothesis import strategies as st
from scoring import (
    draw_sample,
    is_in_share,
    sample_limits,
    stratified_sample,
)


def tickets(*sizes: int) -> dict[str, list[str]]:
    """Strata of the given sizes: client c0 with tickets c0-0, c0-1 …"""
    return {
        f"c{client}": [f"c{client}-{number}" for number in range(size)]
        for client, size in enumerate(sizes)
    }


def test_known_sample() -> None:
    """R16, D14: the same seed gives this very sample, on every machine, for ever."""
    strata = {"a": [f"a{n}" for n in range(9)], "b": [f"b{n}" for n in range(3)]}
    assert stratified_sample(strata, seed="2026-Q1") == ["a6", "a3", "b0"]
    assert stratified_sample(strata, seed="2026-Q2") != ["a6", "a3", "b0"]


def test_sample_does_not_depend_on_the_process() -> None:
    """D14: nothing rests on Python's own hash, which differs in every process."""
    code = (
        "from scoring import stratified_sample as s;"
        "print(s({c: [c + str(n) for n in range(20)] for c in set('abcdef')},"
        " seed='x'))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-B", "-c", code],
            cwd=Path(scoring.__file__).parents[1],
            env={"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
    assert outputs.pop().count("'") == 60  # 25 % of 120 tickets, in quotes


@pytest.mark.parametrize(
    ("sizes", "count"),
    [
        ((100,), 25),
        ((4,), 1),
        ((5,), 1),
        ((7,), 2),
        ((10,), 3),  # 2.5, half up
        ((1,), 1),  # no whole number is 20–30 % of 1, 2, 3 or 6: never empty
        ((2,), 1),
        ((3,), 1),
        ((6,), 2),
        ((50, 50), 25),
        ((95, 1, 1, 1, 1, 1), 25),
        ((70, *[1] * 28), 29),  # more than 25 % so that each of 29 clients is called
        ((1,) * 100, 30),  # 100 clients with one ticket: the printed share wins
        ((), 0),
        ((0, 0), 0),
    ],
)
def test_sample_size(sizes: tuple[int, ...], count: int) -> None:
    """R16, D14: how many tickets are drawn, by hand."""
    assert len(stratified_sample(tickets(*sizes), seed="s")) == count


def test_proportional_where_there_is_room() -> None:
    """R69, D14: the rest is drawn in proportion to each client's tickets."""
    drawn = stratified_sample(tickets(60, 30, 8, 2), seed="s")
    counts = Counter(key.split("-")[0] for key in drawn)
    assert counts == {"c0": 15, "c1": 7, "c2": 2, "c3": 1}


@given(
    st.lists(st.integers(0, 30), max_size=15),
    st.text(max_size=8),
    st.sampled_from([0.2, 0.22, 0.25, 0.3]),
    st.randoms(),
)
def test_properties_of_every_sample(sizes, seed, share, shuffler) -> None:
    """R16, R65, R69, D14: 20–30 % where possible, each client, order is nothing."""
    strata = tickets(*sizes)
    total = sum(sizes)
    drawn = stratified_sample(strata, share, seed=seed)
    keys = {key for members in strata.values() for key in members}
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= keys

    smallest = math.ceil(Fraction(20, 100) * total)
    largest = math.floor(Fraction(30, 100) * total)
    if smallest <= largest:
        assert smallest <= len(drawn) <= largest
    else:
        assert len(drawn) == smallest
    clients = {name for name, members in strata.items() if members}
    if len(clients) <= max(smallest, largest):
        assert {key.split("-")[0] for key in drawn} == clients

    names = list(strata)
    shuffler.shuffle(names)
    shuffled = {
        name: shuffler.sample(strata[name], len(strata[name])) for name in names
    }
    assert stratified_sample(shuffled, share, seed=seed) == drawn


def test_every_ticket_can_be_drawn() -> None:
    """R69, D14: over many seeds all tickets of all clients get their turn."""
    strata = tickets(12, 6, 2)
    times = Counter(
        key
        for number in range(1000)
        for key in stratified_sample(strata, seed=f"seed {number}")
    )
    assert len(times) == 20
    # 3 of 12, 1 of 6 and 1 of 2 are drawn each time.
    for client, chance in (("c0", 3 / 12), ("c1", 1 / 6), ("c2", 1 / 2)):
        for key in strata[client]:
            assert times[key] == pytest.approx(1000 * chance, abs=80), key


def test_cap_per_contact() -> None:
    """D14: nobody is called more often than the cap; others step in."""
    strata = tickets(40)
    contact = {key: "busy" if int(key[3:]) < 30 else f"p{key}" for key in strata["c0"]}
    drawn = stratified_sample(strata, seed="s", contact_of=contact, cap=1)
    assert len(drawn) == 10
    assert max(Counter(contact[key] for key in drawn).values()) == 1
    without = stratified_sample(strata, seed="s")
    assert Counter(contact[key] for key in without)["busy"] > 1


def test_cap_wins_over_the_share() -> None:
    """D14: with one contact behind all tickets the sample stays smaller."""
    drawn = stratified_sample(tickets(40), seed="s", contact_of=lambda _k: "x", cap=2)
    assert len(drawn) == 2
    none = stratified_sample(tickets(40), seed="s", contact_of=lambda _k: "x", cap=0)
    assert none == []


def test_cap_by_contact_and_tickets_without_contact() -> None:
    """D14: what is left may differ per contact; no contact and no entry, no limit."""
    strata = tickets(20, 20, 20)
    contact = {key: key[:2] for key in strata["c0"] + strata["c1"]}
    drawn = stratified_sample(strata, seed="s", contact_of=contact, cap={"c0": 2})
    counts = Counter(key[:2] for key in drawn)
    assert counts["c0"] == 2
    assert counts["c1"] + counts["c2"] == 13


def test_exhausted_client_does_not_take_a_place() -> None:
    """D14: a client nobody may call any more leaves its place to the others."""
    drawn = stratified_sample(
        tickets(20, 20), seed="s", contact_of=lambda key: key[:2], cap={"c0": 0}
    )
    assert Counter(key[:2] for key in drawn) == {"c1": 10}


@pytest.mark.parametrize(
    "arguments",
    [
        {"share": 0.1},
        {"share": 0.5},
        {"share": 25, "low": 20, "high": 30},
        {"share": math.nan},
        {"low": -0.1},
        {"cap": 1},
        {"cap": -1, "contact_of": {}},
        {"cap": {"x": -1}, "contact_of": {}},
    ],
)
def test_wrong_arguments_are_refused(arguments) -> None:
    """R16, D14: a share outside its limits or an unusable cap raises ValueError."""
    with pytest.raises(ValueError, match=r"share|cap"):
        stratified_sample(tickets(10), seed="s", **arguments)


def test_a_ticket_counts_once() -> None:
    """D14: a key listed twice, in one client or two, raises ValueError."""
    for strata in ({"a": ["t", "t"]}, {"a": ["t"], "b": ["t"]}):
        with pytest.raises(ValueError, match="twice"):
            stratified_sample(strata, seed="s")


def test_limits_are_meant_in_decimals() -> None:
    """R16, D14: 29 % of 100 is 29, although 0.29 × 100 is 28.999… in binary."""
    strata = tickets(100)
    assert len(stratified_sample(strata, 0.29, seed="s", high=0.29)) == 29
    everything = stratified_sample(strata, 1.0, seed="s", low=1.0, high=1.0)
    assert sorted(everything) == sorted(strata["c0"])


def test_limits_of_nothing() -> None:
    """D14: where at most nothing may be drawn, nothing is, also for new clients."""
    assert stratified_sample(tickets(10, 5), 0, seed="s", low=0, high=0) == []
    # Without a lower limit each client is still asked once, as far as allowed.
    drawn = stratified_sample(tickets(10, 10), 0, seed="s", low=0)
    assert {key[:2] for key in drawn} == {"c0", "c1"}
    assert len(drawn) == 2


def test_single_decisions_keep_the_share() -> None:
    """R16, D14: about a quarter of many tickets, each decided alone."""
    chosen = sum(is_in_share(f"ticket-{n}", "2026", 0.25) for n in range(10_000))
    assert chosen == pytest.approx(2500, abs=150)  # more than three standard errors


def test_known_single_decisions() -> None:
    """D14: the same answer on every machine, for ever."""
    answers = [is_in_share(f"ticket-{n}", "2026-Q1", 0.25) for n in range(8)]
    assert answers == [True, True, False, False, False, True, False, False]


@given(st.text(), st.text(), st.floats(0, 1), st.floats(0, 1))
def test_properties_of_single_decisions(key, seed, one, other) -> None:
    """D14: stateless, never at 0, always at 1, and kept in every larger share."""
    smaller, larger = sorted((one, other))
    assert not is_in_share(key, seed, 0)
    assert is_in_share(key, seed, 1)
    assert is_in_share(key, seed, smaller) <= is_in_share(key, seed, larger)
    assert is_in_share(key, seed, one) == is_in_share(key, seed, one)


def test_seed_and_key_do_not_run_together() -> None:
    """D14: seed "a" with key "bc" is another chance than "ab" with "c"."""
    pairs = [(f"{n}"[:cut], f"{n}"[cut:]) for n in range(1000, 1400) for cut in (1, 2)]
    answers = [is_in_share(key, seed, 0.5) for seed, key in pairs]
    same = sum(a == b for a, b in zip(answers[::2], answers[1::2], strict=True))
    assert 150 < same < 250


@pytest.mark.parametrize("share", [-0.1, 1.1, 25, math.nan])
def test_share_outside_its_range_is_refused(share: float) -> None:
    """D14: a share in percent raises ValueError instead of asking everybody."""
    with pytest.raises(ValueError, match="share"):
        is_in_share("ticket", "seed", share)


@given(
    st.lists(st.lists(st.integers(0, 6), max_size=6), min_size=1, max_size=8),
    st.text(max_size=8),
)
def test_drawn_again_and_again(weeks, seed) -> None:
    """R16, D14: week after week the total keeps to 20–30 %, and nobody is undrawn."""
    strata: dict[str, list[str]] = {}
    already: list[str] = []
    for week, closed in enumerate(weeks):
        for client, count in enumerate(closed):
            strata.setdefault(f"c{client}", []).extend(
                f"c{client}-{week}-{number}" for number in range(count)
            )
        total = sum(map(len, strata.values()))
        new = draw_sample(strata, seed=seed, already=already).drawn
        assert not set(new) & set(already)
        assert new == draw_sample(strata, seed=seed, already=already).drawn
        already += new
        smallest = math.ceil(Fraction(20, 100) * total)
        largest = max(smallest, math.floor(Fraction(30, 100) * total))
        assert smallest <= len(already) <= largest
        # Nothing is missing any more until something is closed.
        assert not draw_sample(strata, seed=seed, already=already).drawn


def test_growing_sample_reaches_new_clients() -> None:
    """D14: a client that comes later gets its call before others get another one."""
    strata = tickets(40, 40)
    first = draw_sample(strata, seed="s")
    assert first == (stratified_sample(strata, seed="s"), [])
    strata["late"] = ["late-0", "late-1", "late-2", "late-3"]
    second = draw_sample(strata, seed="s", already=first.drawn)
    assert [key.split("-")[0] for key in second.drawn] == ["late"]
    # Whoever disappears (a ticket reopened) leaves a place to fill.
    gone = first.drawn[0]
    strata[gone.split("-")[0]].remove(gone)
    third = draw_sample(strata, seed="s", already=first.drawn + second.drawn)
    assert len(third.drawn) == 1


def test_passed_over() -> None:
    """R16, D14: those who can't be called are told, and others step in."""
    strata = tickets(20)
    without_phone = {key: "none" for key in strata["c0"][:10]}
    sample = draw_sample(strata, seed="s", contact_of=without_phone, cap={"none": 0})
    assert len(sample.drawn) == 5
    assert not set(sample.drawn) & set(without_phone)
    assert set(sample.passed_over) <= set(without_phone)
    free = stratified_sample(strata, seed="s")
    assert set(free) & set(without_phone) <= set(sample.passed_over)


@pytest.mark.parametrize(
    ("keys", "limits"),
    [(0, (0, 0)), (3, (1, 1)), (6, (2, 2)), (10, (2, 3)), (104, (21, 31))],
)
def test_sample_limits(keys: int, limits: tuple[int, int]) -> None:
    """R16: what 20–30 % are in whole calls, by hand."""
    assert sample_limits(keys) == limits


def test_impossible_limits() -> None:
    """R16: wrong numbers are refused, not guessed at."""
    for arguments in ((-1,), (5, 0.3, 0.2), (5, -0.1, 0.2), (5, 0.2, 1.1)):
        with pytest.raises(ValueError, match="No share between"):
            sample_limits(*arguments)
