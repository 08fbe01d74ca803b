# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B3: closing tickets with the programme running, beside the helpdesk alone.

The peer is the same write in the same process with our override taken away. Closing
only notes the ticket; that the job afterwards keeps up is measured as well, so that
nothing is hidden in it.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from world import make_world

if TYPE_CHECKING:
    from bench_frame import Bench, Sample
    from bench_results import Comparison

ID = "B3"
TITLE = "closing tickets, programme running / helpdesk alone"
RENAMES = 5


def measure(bench: "Bench") -> "Iterator[Comparison]":
    from odoo.addons.client_satisfaction.models.ask.helpdesk_ticket import (
        HelpdeskTicket,
    )

    def write_alone(tickets: Any, vals: dict[str, Any]) -> Any:
        return super(HelpdeskTicket, tickets).write(vals)

    with bench.environment() as env:
        world = make_world(env)
        count = bench.scaled(1000)
        single = count // 5
        tickets = world.make_tickets(count)
        env.cr.precommit.run()

        def work(
            write: Callable[[Any], None], *, planning: bool
        ) -> "Callable[[], Sample]":
            alone = patch.object(HelpdeskTicket, "write", write_alone)

            def run() -> None:
                with nullcontext() if planning else alone:
                    write(tickets)

            return bench.undone(env, run)

        def close_together(tickets: Any) -> None:
            tickets.write({"stage_id": world.stage_closed.id})
            _finish(env)

        def close_one_by_one(tickets: Any) -> None:
            for ticket in tickets[:single]:
                ticket.write({"stage_id": world.stage_closed.id})
                _finish(env)

        def rename(tickets: Any) -> None:
            for number in range(RENAMES):
                tickets.write({"name": f"Renamed {number}"})
                _finish(env)

        for name, write, goal in (
            (f"{count:,} closed in one write", close_together, 1.25),
            (f"{single:,} closed one by one", close_one_by_one, 1.3),
            (f"{count:,} renamed: no ticket closes", rename, 1.05),
        ):
            compared = bench.compare(
                name,
                work(write, planning=True),
                work(write, planning=False),
                goal=goal,
            )
            yield compared
        assert compared.queries
        yield bench.limit(
            "renaming: added queries",
            [compared.queries[0] - compared.queries[1]],
            0,
            unit="queries",
        )
        yield from _measure_job(bench, env, tickets, world)


def _measure_job(
    bench: "Bench", env: Any, tickets: Any, world: Any
) -> "Iterator[Comparison]":
    """What was put off: the job's part of each closing."""
    closings = env["satisfaction.closing"]
    close_together = bench.undone(
        env, lambda: (tickets.write({"stage_id": world.stage_closed.id}), _finish(env))
    )
    peer = [close_together() for _round in range(bench.rounds)]
    ours = []
    for _round in range(bench.rounds):
        with env.cr.savepoint(flush=True) as savepoint:
            tickets.write({"stage_id": world.stage_closed.id})
            _finish(env)
            env.invalidate_all()
            ours.append(bench.timed(lambda: closings._decide_about(tickets), env))
            savepoint.rollback()
    yield bench.compare_samples(
        f"deciding about {len(tickets):,} closings, by the job / closing them",
        [one.value for one in ours],
        [one.value for one in peer],
        goal=1.0,
        unit="s",
        note="Nobody waits for this part: it runs a moment later, all at once.",
    )
    yield bench.limit(
        "deciding by the job: queries of each",
        [one.queries / len(tickets) for one in ours],
        0.5,
        unit="queries",
    )


def _finish(env: Any) -> None:
    """What a commit does first: the helpdesk's own tracking is written here."""
    env.flush_all()
    env.cr.precommit.run()
