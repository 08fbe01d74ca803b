# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rules of thumb about questionnaires (R32, R33)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring.questionnaire import (
    SECONDS_TO_ANSWER,
    asks_two_things,
    count_words,
    estimate_seconds,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("How well did we solve it?", 6),
        ("Как быстро мы решили проблему?", 5),
        ("服务如何", 2),
        ("用 Odoo 工作", 1 / 2 + 1 + 2 / 2),
    ],
)
def test_count_words(text, words):
    """R32: two Chinese signs read like one word."""
    assert count_words(text) == words


def test_estimate_by_hand():
    """R32: three scales and a comment with 40 words: 10 + 3·5 + 30 + 12 = 67 s."""
    kinds = ["scale", "scale", "scale", "text_box"]
    assert estimate_seconds(kinds, 40) == pytest.approx(67)


def test_no_questions_take_no_time():
    """R32: nothing to answer, no time."""
    assert estimate_seconds([], 100) == 0


def test_negative_words():
    """R32: bad input is refused."""
    with pytest.raises(ValueError):
        estimate_seconds(["scale"], -1)


@given(
    st.lists(st.sampled_from([*SECONDS_TO_ANSWER, "unheard_of"]), min_size=1),
    st.integers(0, 1000),
    st.sampled_from(list(SECONDS_TO_ANSWER)),
)
def test_more_takes_longer(kinds, words, kind):
    """R32: each question and each word more makes it longer."""
    seconds = estimate_seconds(kinds, words)
    assert estimate_seconds([*kinds, kind], words) > seconds
    assert estimate_seconds(kinds, words + 1) > seconds


@pytest.mark.parametrize(
    ("title", "is_double"),
    [
        ("Was it quick and friendly?", True),
        ("Quick & friendly?", True),
        ("服务快速和友好吗？", True),
        ("Быстро и вежливо?", True),
        ("How well did we understand you?", False),
        ("Is it easy to handle?", False),
        ("Как быстро мы решили проблему?", False),
        ("问题解决得如何？", False),
    ],
)
def test_asks_two_things(title, is_double):
    """R33: two things in one question can't be answered by one number."""
    assert asks_two_things(title) is is_double
