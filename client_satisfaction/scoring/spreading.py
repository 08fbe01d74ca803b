# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Spreading work over days, reproducibly."""

import hashlib


def spread_offset(key: str, seed: str, days: int) -> int:
    """The day of a span of days on which it is ``key``'s turn.

    Formula: ``hash(seed, key) · days / 2⁶⁴``, rounded down. Many keys fall evenly
    over the span; the same key and seed always on the same day.

    Unit: days after the first one. Range: 0 … ``days`` − 1.
    Errors: ``ValueError`` for a span without a day.
    Source: S4 §3.4.1 (R22, planned periodic survey).
    """
    if days < 1:
        raise ValueError(f"A span has at least one day, not {days!r}.")
    text = f"spread:{len(seed)}:{seed}:{key}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") * days >> 64
