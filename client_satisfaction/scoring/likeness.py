# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which theme a remark may belong to: by the words they share, nothing else.

The same words always give the same suggestion, and anybody can see why.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

#: Words are compared by their beginning, so that endings make no difference.
STEM = 6
#: Shorter words say too little ("the", "und", "это").
SHORTEST = 4
#: Longer words that say nothing either.
EMPTY_WORDS_TEXT = """
    about after again also always been because could does even every from have just
    like make many more most much need never only other over please really said same
    should some such than thank thanks that their them then there these they this
    very want well were what when where which while will with would your
    будет было были вами весь время всегда всего всех даже если есть какой когда
    которые который кроме может можно надо него очень после потому почему просто свой
    себя сейчас снова спасибо также такой тоже только хорошо чего через чтобы этого
    этот
"""
EMPTY_WORDS = frozenset(EMPTY_WORDS_TEXT.split())
#: Scripts written without spaces: their pairs of characters stand for words.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
WORD = re.compile(r"[^\W\d_]+")


def text_words(text: str) -> frozenset[str]:
    """The words of a text as far as they say something, cut to their beginning.

    Letters are compared without case and in compatibility form (NFKC). Words of
    fewer than 4 letters and a short list of empty words are left out; of the others
    the first 6 letters count. Chinese and Japanese text gives its pairs of
    neighbouring characters instead.

    Unit: words. Range: any number of them, none for a text that says nothing.
    Errors: none, any text is allowed.
    Source: R109; stems as the first letters of a word stand for truncation in
    library catalogues, pairs of characters for n-grams of unsegmented scripts.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    pairs = {
        run[start : start + 2]
        for run in UNSPACED.findall(folded)
        for start in range(len(run) - 1)
    }
    words = {
        word[:STEM]
        for word in WORD.findall(UNSPACED.sub(" ", folded))
        if len(word) >= SHORTEST and word not in EMPTY_WORDS
    }
    return frozenset(pairs | words)


def best_match(
    words: Collection[str],
    candidates: Mapping[Key, Collection[str]],
    least: float = 0.25,
) -> Key | None:
    """The candidate that uses most of these words, if it uses enough of them.

    Formula: likeness = ``Σ 1/k(w) over shared words w / number of words``, where
    ``k(w)`` is how many candidates use the word: what they all use tells nothing
    apart. Two words at least must be shared, or all there are. Of equals the first
    candidate wins.

    Unit: share. Range of likeness: 0–1; ``None`` when no candidate reaches
    ``least``.
    Errors: ``ValueError`` unless 0 < ``least`` <= 1.
    Source: R109; a word's weight is its inverse document frequency, after Spärck
    Jones (1972), "A statistical interpretation of term specificity".
    """
    if not 0.0 < least <= 1.0:
        raise ValueError(f"The least likeness is a share, not {least!r}.")
    wanted = frozenset(words)
    users: dict[str, int] = {}
    for known in candidates.values():
        for word in wanted.intersection(known):
            users[word] = users.get(word, 0) + 1
    best: Key | None = None
    best_likeness = 0.0
    for key, known in candidates.items():
        shared = wanted.intersection(known)
        if len(shared) < min(2, len(wanted)) or not shared:
            continue
        likeness = math.fsum(1.0 / users[word] for word in shared) / len(wanted)
        if likeness >= least and likeness > best_likeness:
            best, best_likeness = key, likeness
    return best
