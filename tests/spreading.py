# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which classes take long.

A worker that begins a class of a minute when the other one has nothing left to do
makes the whole run a minute longer. So these begin first, the longest in front.
"""

import json
from pathlib import Path

FILE = Path(__file__).with_name("long_classes.json")
#: ``{class: seconds}`` on two cores; ``bin/test --record`` writes it.
LONG_CLASSES = json.loads(FILE.read_text(encoding="utf-8"))
LEAST = 8


def get_class(nodeid):
    """The class a test belongs to, or its file: what one worker runs."""
    return nodeid.partition("[")[0].rsplit("::", 1)[0]


def get_seconds(nodeid):
    """How long a test's class takes, 0 if that is not worth a word."""
    return LONG_CLASSES.get(get_class(nodeid), 0)


def record(durations):
    """Write down which classes take long.

    :param durations: pairs of a test and seconds spent in it
    """
    found = {}
    for nodeid, seconds in durations:
        name = get_class(nodeid)
        found[name] = found.get(name, 0) + seconds
    long = {name: round(found[name]) for name in sorted(found) if found[name] > LEAST}
    FILE.write_text(json.dumps(long, indent=1) + "\n", encoding="utf-8")
