# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B2: an ask answered in process, beside Odoo's survey by its own methods.

Both make the row that is answered, fill in the same questions, finish, and have the
answer's score. Caches are empty for every answer, as they are for a request of a web
client. Our rows are made together, as the job makes them; the survey app knows no other
way than one by one. The client's score follows by a job: that is B6.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from surveys import answer_ours, make_native
from world import make_world

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_results import Comparison

ID = "B2"
TITLE = "create, fill in, finish and score an answer / native survey"


def measure(bench: "Bench") -> "Iterator[Comparison]":
    with bench.environment() as env:
        world = make_world(env, clients=100)
        count = bench.scaled(200)
        channel = world.program.channel_ids.filtered(lambda one: one.kind == "ticket")
        survey = channel.survey_id
        raw = answer_ours(survey)
        native = make_native(env, survey)
        native_answers = [
            (question, "5" if question.question_type == "scale" else raw[own.id])
            for question, own in zip(
                native.question_ids, survey.question_ids, strict=True
            )
            if own.id in raw
        ]
        contacts = world.contacts

        def ours() -> None:
            ledger = env["satisfaction.request"]
            asks = ledger._create_entry(
                [
                    {
                        "channel_id": channel.id,
                        "partner_id": contacts[number % len(contacts)].id,
                    }
                    for number in range(count)
                ]
            )
            for ask in asks:
                env.invalidate_all()
                ledger._record_answers({ask.id: raw}, mode="mail")
                _finish(env)

        def peer() -> None:
            for number in range(count):
                env.invalidate_all()
                contact = contacts[number % len(contacts)]
                answer = native._create_answer(partner=contact)
                answer._mark_in_progress()
                for question, value in native_answers:
                    answer._save_lines(question, value)
                answer._mark_done()
                _finish(env)

        yield bench.compare(
            f"{count:,} answers, one by one",
            bench.undone(env, ours),
            bench.undone(env, peer),
            goal=0.5,
        )


def _finish(env: Any) -> None:
    """What a commit does first."""
    env.flush_all()
    env.cr.precommit.run()
