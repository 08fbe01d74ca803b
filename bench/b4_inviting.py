# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B4: invitations planned, rendered and queued, beside the survey app's own wizard.

Ours begins with closed tickets (who is asked, by which rule, when) and goes the way of
both jobs; the wizard begins with a list of contacts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from surveys import make_native
from world import make_world

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_results import Comparison

ID = "B4"
TITLE = "invitations planned, rendered and queued / survey.invite"
BATCH = 100  # that of the sending job


def measure(bench: "Bench") -> "Iterator[Comparison]":
    with bench.environment() as env:
        count = bench.scaled(1000)
        world = make_world(env, clients=count)
        # Due at once, whatever hour it is
        world.program.rule_ids.write({"delay_hours": 0, "skip_holidays": False})
        tickets = world.make_tickets(count)
        tickets.write({"stage_id": world.stage_closed.id})
        native = make_native(env, world.program.channel_ids.survey_id[:1])
        _finish(env)

        before = _count_mails(env)

        def check() -> None:
            # Whoever is quick because nothing was done has not won.
            if _count_mails(env) - before != count:
                raise RuntimeError(f"not {count} mails were queued")

        def ours() -> None:
            ledger = env["satisfaction.request"]
            env["satisfaction.closing"]._decide_about(tickets)
            asks = ledger.search(
                [("ticket_id", "in", tickets.ids), ("state", "=", "planned")],
                order="send_after, id",
            )
            for start in range(0, len(asks), BATCH):
                asks[start : start + BATCH]._send_invitations()
            _finish(env)
            check()

        def wizard() -> None:
            action = native.action_send_survey()
            invite = (
                env["survey.invite"]
                .with_context(action["context"])
                .create(
                    {
                        "survey_id": native.id,
                        "partner_ids": [(6, 0, world.contacts.ids)],
                    }
                )
            )
            invite.action_invite()
            _finish(env)
            check()

        compared = bench.compare(
            f"{count:,} invitations",
            bench.undone(env, ours),
            bench.undone(env, wizard),
            goal=0.5,
        )
        yield compared
        assert compared.queries
        yield bench.limit(
            "queries of each", [compared.queries[0] / count], 1.5, unit="queries"
        )


def _finish(env: Any) -> None:
    """What a commit does first."""
    env.flush_all()
    env.cr.precommit.run()


def _count_mails(env: Any) -> int:
    return int(env["mail.mail"].search_count([("state", "=", "outgoing")]))
