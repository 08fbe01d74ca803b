# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words and likeness of remarks and themes."""

import pytest
from scoring import best_match, text_words


def test_words_say_something() -> None:
    """R109: short and empty words are left out, endings make no difference."""
    assert text_words("The printers were not printing!") == {"printe", "printi"}
    assert text_words("PRINTER printers Printer’s") == {"printe"}
    assert text_words("") == frozenset()
    assert text_words("a 12 – ?! это не") == frozenset()


def test_words_of_other_scripts() -> None:
    """R109: Russian words by their beginning, Chinese by pairs of characters."""
    assert text_words("Принтеры, принтером") == {"принте"}
    assert text_words("打印机坏了") == {"打印", "印机", "机坏", "坏了"}
    assert text_words("ＡＤＭＩＮ 打印") == {"admin", "打印"}


def test_best_match_by_hand() -> None:
    """R109: shared words count 1, those of two candidates a half, over all words."""
    candidates = {"a": {"one", "two", "three"}, "b": {"one", "four"}}
    words = {"one", "two", "five", "six"}
    # a: (1/2 + 1) / 4 = 0.375; b shares one word only
    assert best_match(words, candidates, least=0.375) == "a"
    assert best_match(words, candidates, least=0.376) is None
    assert best_match({"one", "four"}, candidates) == "b"


def test_enough_words() -> None:
    """R109: two shared words at least, or all there are."""
    assert best_match({"one", "two"}, {"a": {"one"}}) is None
    assert best_match({"one"}, {"a": {"one"}}) == "a"
    assert best_match(set(), {"a": {"one"}}) is None
    assert best_match({"one"}, {}) is None


def test_first_of_equals() -> None:
    """R109: the same words always give the same suggestion."""
    same = {"x": {"one", "two"}, "y": {"one", "two"}}
    assert best_match({"one", "two"}, same) == "x"


@pytest.mark.parametrize("least", [0.0, -1.0, 1.1, float("nan")])
def test_least_is_a_share(least: float) -> None:
    """R109: a limit that is no share is an error, not a surprise."""
    with pytest.raises(ValueError, match="share"):
        best_match({"one"}, {"a": {"one"}}, least)
