# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Random but reproducible samples.

Chance comes from a hash of a stored seed and the key alone, so the same seed gives
the same sample on every machine, in any order of the input, at any later time.
"""

import hashlib
import heapq
import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

#: Tells whom a key belongs to; ``None`` for nobody in particular.
ContactOf = Mapping[str, str] | Callable[[str], str | None]


class Sample(NamedTuple):
    """What a draw brought."""

    #: The new keys, in a random but fixed order.
    drawn: list[str]
    #: Keys whose turn it was but whose contact had enough; others stepped in.
    passed_over: list[str]


def stratified_sample(
    strata: Mapping[str, Sequence[str]],
    share: float = 0.25,
    *,
    seed: str,
    low: float = 0.20,
    high: float = 0.30,
    contact_of: ContactOf | None = None,
    cap: int | Mapping[str, int] | None = None,
) -> list[str]:
    """Draw a share of all keys so that every stratum is represented.

    ``strata`` maps a stratum (a client) to its keys (its closed tickets).

    *How many:* ``share`` of all keys, rounded half up and kept between ``low``
    and ``high`` of them. Where no whole number lies in between (1, 2, 3 or 6
    tickets at 20–30 %) the smallest number that reaches ``low`` is taken, so that
    the check is never empty.

    *From where:* at least one key of every non-empty stratum, for which the
    number may rise up to ``high``; the rest in proportion to the strata's sizes
    (largest remainder). Where there are more strata than ``high`` allows keys,
    the printed share wins: as many strata as allowed get one key each, drawn by
    the seed.

    *Which:* the first ones by the hash of seed and key.

    *Cap:* with ``contact_of``, no contact is drawn more often than ``cap`` (a
    number for everyone, or a mapping of contact to what is left for them; those
    not in it are unlimited). The cap wins over the share: the sample may be
    smaller than ``low``.

    Range: keys in a random but fixed order, each at most once.
    Errors: ``ValueError`` unless 0 ≤ ``low`` ≤ ``share`` ≤ ``high`` ≤ 1, for a key
    that occurs twice, and for a cap that is negative or without ``contact_of``.
    Source: S4 §3.4.1.1 (R16), S4 §3.4.5 (R69), S1 (R65), D14.
    """
    return draw_sample(
        strata, share, seed=seed, low=low, high=high, contact_of=contact_of, cap=cap
    ).drawn


def draw_sample(
    strata: Mapping[str, Sequence[str]],
    share: float = 0.25,
    *,
    seed: str,
    low: float = 0.20,
    high: float = 0.30,
    contact_of: ContactOf | None = None,
    cap: int | Mapping[str, int] | None = None,
    already: Collection[str] = (),
) -> Sample:
    """Draw as ``stratified_sample`` does, on top of what was drawn before.

    A population that grows (the tickets closed so far) is drawn from again and
    again: keys ``already`` drawn stay drawn, count for the size and for their
    stratum, and only what is missing is added. So the total keeps to ``low`` and
    ``high`` however often it is drawn. ``already`` doesn't use up ``cap``: that is
    what is left for a contact now. Keys of ``already`` that are in no stratum any
    more don't count.

    Range: keys in a random but fixed order, each at most once and none of
    ``already``.
    Errors: ``ValueError`` as in ``stratified_sample``.
    Source: S4 §3.4.1.1 (R16), D14.
    """
    if not 0.0 <= low <= share <= high <= 1.0:
        raise ValueError(
            f"A share must lie between its limits: {low!r}, {share!r}, {high!r}."
        )
    keys = [key for members in strata.values() for key in members]
    if len(set(keys)) != len(keys):
        raise ValueError("A key can be drawn only once but is listed twice.")
    may_draw = _contact_limit(contact_of, cap)
    names = sorted(
        (name for name, members in strata.items() if members),
        key=lambda name: _digest("stratum", seed, name),
    )

    def by_chance(key: str) -> bytes:
        return _digest("key", seed, key)

    before = set(already)
    queues = [_Queue(strata[name], before, by_chance) for name in names]
    size = _sample_size(len(keys), len(names), share, low, high)
    drawn, passed_over = _draw(queues, size, len(keys), may_draw)
    return Sample(sorted(drawn, key=by_chance), sorted(passed_over, key=by_chance))


def sample_limits(keys: int, low: float = 0.20, high: float = 0.30) -> tuple[int, int]:
    """The smallest and the largest number of keys that make such a share.

    Where no whole number lies in between (1, 2, 3 or 6 keys at 20–30 %) both are
    the smallest number that reaches ``low``.

    Unit: keys; ``low`` and ``high`` as fractions. Range: 0 to ``keys``.
    Errors: ``ValueError`` for a negative number of keys or limits out of order.
    Source: S4 §3.4.1.1 (R16), D14.
    """
    if keys < 0 or not 0.0 <= low <= high <= 1.0:
        raise ValueError(f"No share between {low!r} and {high!r} of {keys!r} keys.")
    # As the decimals that are meant: 0.29 × 100 is 28.999… in binary.
    smallest = math.ceil(Fraction(str(low)) * keys)
    return smallest, max(smallest, math.floor(Fraction(str(high)) * keys))


def representative_sample(
    types: Mapping[str, Sequence[str]],
    size: int,
    *,
    seed: str,
    already: Collection[str] = (),
) -> list[str]:
    """Draw so many keys that every type is among them, the rest in proportion.

    ``types`` maps a key (a client) to its types, one per trait (VIP or not, its
    agreement level, its industry): always as many, in the same order.

    *Kept:* keys ``already`` in the sample stay, count for the size, for their types
    and their stratum; where they are ``size`` or more, nothing is drawn. Those that
    are not in ``types`` don't count.

    *Every type:* while a type has no key, the rarest of these types (ties by the
    seed) gets the first of its keys by the hash of seed and key.

    *The rest:* keys of equal types make a stratum; strata are filled in proportion
    to their sizes (largest remainder), first ones by the hash.

    Unit: keys. Range: new keys in a random but fixed order, at most ``size`` minus
    those kept; fewer when there are no more keys.
    Errors: ``ValueError`` for a negative size.
    Source: S4 §3.4.5 (R69), S1 (R65, R67), D14.
    """
    if size < 0:
        raise ValueError(f"A sample can't have {size!r} keys.")

    def by_chance(key: str) -> bytes:
        return _digest("key", seed, key)

    kept = {key for key in already if key in types}
    wanted = size - len(kept)
    first = _draw_every_type(types, kept, wanted, by_chance, seed)
    strata: dict[tuple[str, ...], list[str]] = {}
    for key, traits in types.items():
        strata.setdefault(tuple(traits), []).append(key)
    names = sorted(strata, key=lambda name: _digest("stratum", seed, repr(name)))
    before = kept.union(first)
    queues = [_Queue(strata[name], before, by_chance) for name in names]
    # Nobody is refused, so nothing is passed over.
    rest, _refused = _draw(
        queues, max(size, len(before)), len(types), lambda key: True, one_each=False
    )
    return sorted([*first, *rest], key=by_chance)


def _draw_every_type(
    types: Mapping[str, Sequence[str]],
    kept: Collection[str],
    wanted: int,
    by_chance: Callable[[str], bytes],
    seed: str,
) -> list[str]:
    """Keys that bring the types nobody has yet, the rarest type first."""
    # The same word may be the value of two traits.
    members: dict[tuple[int, str], list[str]] = {}
    for key in sorted(types, key=by_chance):
        for trait in enumerate(types[key]):
            members.setdefault(trait, []).append(key)
    covered = {trait for key in kept for trait in enumerate(types[key])}
    rarest_first = sorted(
        members,
        key=lambda trait: (len(members[trait]), _digest("type", seed, repr(trait))),
    )
    drawn: list[str] = []
    for trait in rarest_first:
        if trait in covered or len(drawn) >= wanted:
            continue
        # A type that is not covered has no key that is taken.
        key = members[trait][0]
        drawn.append(key)
        covered.update(enumerate(types[key]))
    return drawn


def share_size(keys: int, share: float) -> int:
    """How many keys make a share: rounded half up, at least one of any.

    Unit: keys; ``share`` as a fraction. Range: 0 (of no keys) to ``keys``.
    Errors: ``ValueError`` for a negative number of keys or a share outside 0–1.
    Source: S1 (R65), D14.
    """
    if keys < 0 or not 0.0 <= share <= 1.0:
        raise ValueError(f"No share {share!r} of {keys!r} keys.")
    if not keys or not share:
        return 0
    return max(1, math.floor(Fraction(str(share)) * keys + Fraction(1, 2)))


def is_in_share(key: str, seed: str, share: float) -> bool:
    """Decide for one key alone whether it belongs to a random share.

    Formula: ``hash(seed, key) / 2⁶⁴ < share``. Stateless: the answer depends on
    nothing but the arguments, and whoever is in a share stays in every larger one
    of the same seed.

    Unit: ``share`` as a fraction. Range: 0 is never, 1 is always.
    Errors: ``ValueError`` for a share outside 0–1.
    Source: D14; requirements part 3 ("random share of tickets").
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"A share must lie between 0 and 1, not {share!r}.")
    number = int.from_bytes(_digest("share", seed, key)[:8], "big")
    return Fraction(number, 2**64) < Fraction(share)


def _digest(purpose: str, seed: str, key: str) -> bytes:
    """A fingerprint that no other seed and key can share by being glued alike."""
    text = f"{purpose}:{len(seed)}:{seed}:{key}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _sample_size(keys: int, strata: int, share: float, low: float, high: float) -> int:
    """How many keys to draw; see ``stratified_sample``."""
    smallest, largest = sample_limits(keys, low, high)
    wanted = math.floor(Fraction(str(share)) * keys + Fraction(1, 2))
    return min(largest, max(smallest, wanted, strata))


class _Queue:
    """The keys of one stratum in the order of their turn."""

    def __init__(
        self,
        members: Sequence[str],
        before: Collection[str],
        by_chance: Callable[[str], bytes],
    ) -> None:
        self.length = len(members)
        waiting = [key for key in members if key not in before]
        self.taken = self.length - len(waiting)
        # Ends with the key to draw next, so that drawing is a pop.
        self.waiting = sorted(waiting, key=by_chance, reverse=True)


def _draw(
    queues: list[_Queue],
    size: int,
    total: int,
    may_draw: Callable[[str], bool],
    *,
    one_each: bool = True,
) -> tuple[list[str], list[str]]:
    """Draw up to ``size`` keys: one from every queue, the rest in proportion.

    :param one_each: whether a queue nobody was taken from comes first
    :return: the keys drawn, and those that had their turn but were not permitted
    """
    wanted = size - sum(queue.taken for queue in queues)
    drawn: list[str] = []
    refused: list[str] = []
    # How far each queue is behind its proportion, times total to stay exact. Heap
    # entries are negative (largest first); ties go by the queues' random order.
    deserved = []
    for rank, queue in enumerate(queues):
        if (
            one_each
            and not queue.taken
            and (len(drawn) >= wanted or not _draw_one(queue, drawn, refused, may_draw))
        ):
            continue
        deserved.append((total * queue.taken - size * queue.length, rank))
    heapq.heapify(deserved)
    while len(drawn) < wanted and deserved:
        ahead, rank = heapq.heappop(deserved)
        if _draw_one(queues[rank], drawn, refused, may_draw):
            heapq.heappush(deserved, (ahead + total, rank))
    return drawn, refused


def _draw_one(
    queue: _Queue,
    drawn: list[str],
    refused: list[str],
    may_draw: Callable[[str], bool],
) -> bool:
    """Draw the queue's next permitted key; tell whether there was one."""
    while queue.waiting:
        key = queue.waiting.pop()
        if may_draw(key):
            queue.taken += 1
            drawn.append(key)
            return True
        refused.append(key)
    return False


def _contact_limit(
    contact_of: ContactOf | None, cap: int | Mapping[str, int] | None
) -> Callable[[str], bool]:
    """A function that counts a draw, or refuses it when the contact had enough."""
    if cap is None:
        return lambda key: True
    if contact_of is None:
        raise ValueError("A cap per contact needs to know the contacts.")
    if (min(cap.values(), default=0) if isinstance(cap, Mapping) else cap) < 0:
        raise ValueError("A cap cannot be negative.")
    find = contact_of.get if isinstance(contact_of, Mapping) else contact_of
    taken: Counter[str] = Counter()

    def may_draw(key: str) -> bool:
        contact = find(key)
        if contact is None:
            return True
        limit = cap.get(contact) if isinstance(cap, Mapping) else cap
        if limit is not None and taken[contact] >= limit:
            return False
        taken[contact] += 1
        return True

    return may_draw
