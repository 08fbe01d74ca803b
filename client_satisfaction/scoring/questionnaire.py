# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How long a questionnaire takes, and whether a question asks two things at once.

Rules of thumb for the designer, not measurements: they only make hints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Seconds to choose or write an answer, on top of reading the question.
SECONDS_TO_ANSWER = {
    "scale": 5.0,
    "simple_choice": 6.0,
    "multiple_choice": 9.0,
    "matrix": 20.0,
    "text_box": 30.0,
    "char_box": 12.0,
    "numerical_box": 8.0,
    "date": 8.0,
    "datetime": 10.0,
}
#: Reading speed: 200 words a minute.
WORDS_A_SECOND = 200 / 60
#: Opening the page and pressing the button.
SECONDS_AROUND = 10.0

# Chinese and Japanese signs; about two of them make a word.
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# "and" between two words, also in Chinese and Russian
_AND = re.compile(r"\w\s+(?:and|und|и)\s+\w|\w\s*&\s*\w|(?:和|以及|与)")


def count_words(text: str) -> float:
    """Words of a text; two Chinese signs count as one word.

    :param text: plain text in any language
    :return: a number from 0 upwards
    """
    signs = len(_SIGNS.findall(text))
    return len(_SIGNS.sub(" ", text).split()) + signs / 2


def estimate_seconds(kinds: Iterable[str], words: float) -> float:
    """Seconds a respondent needs: reading, answering, opening and sending (R32).

    :param kinds: question types, e.g. ``["scale", "text_box"]``; unknown ones count
        like a scale
    :param words: number of words to read in all
    :return: seconds; 0 for a questionnaire without questions
    :raises ValueError: on a negative number of words
    """
    if words < 0:
        raise ValueError(f"Words can't be negative: {words}")
    answering = [
        SECONDS_TO_ANSWER.get(kind, SECONDS_TO_ANSWER["scale"]) for kind in kinds
    ]
    if not answering:
        return 0.0
    return SECONDS_AROUND + sum(answering) + words / WORDS_A_SECOND


def asks_two_things(title: str) -> bool:
    """Whether a question seems to ask two things at once ("quick and friendly").

    Only a hint: "trial and error" is one thing.

    :param title: the question in English, Chinese, German or Russian
    """
    return bool(_AND.search(title.lower()))
