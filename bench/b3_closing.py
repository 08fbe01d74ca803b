# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B3: closing tickets with the programme running, beside the helpdesk alone.

The peer is the same write in the same process with the one method replaced that plans
the asks; so the difference is what the programme costs.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from world import make_world

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_results import Comparison

ID = "B3"
TITLE = "closing tickets, programme running / helpdesk alone"


def measure(bench: "Bench") -> "Iterator[Comparison]":
    with bench.environment() as env:
        world = make_world(env)
        count = bench.scaled(1000)
        tickets = world.make_tickets(count)
        env.cr.precommit.run()

        def work(write: Callable[[Any], None], *, planning: bool) -> Callable[[], Any]:
            def run() -> None:
                model = type(env["helpdesk.ticket"])
                alone = patch.object(model, "_plan_satisfaction", lambda *args: None)
                with nullcontext() if planning else alone:
                    write(tickets)
                    _finish(env)

            return bench.undone(env, run)

        def close_together(tickets: Any) -> None:
            tickets.write({"stage_id": world.stage_closed.id})

        def close_one_by_one(tickets: Any) -> None:
            for ticket in tickets[: count // 5]:
                ticket.write({"stage_id": world.stage_closed.id})
                _finish(env)

        def rename(tickets: Any) -> None:
            tickets.write({"name": "Renamed"})

        for name, write, goal in (
            (f"{count:,} closed in one write", close_together, 1.25),
            (f"{count // 5:,} closed one by one", close_one_by_one, 1.3),
            (f"{count:,} renamed: no ticket closes", rename, 1.05),
        ):
            yield bench.compare(
                name,
                work(write, planning=True),
                work(write, planning=False),
                goal=goal,
            )


def _finish(env: Any) -> None:
    """What a commit does first: the helpdesk's own tracking is written here."""
    env.flush_all()
    env.cr.precommit.run()
