# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""B10: 1,000 low answers at once: their cases, the people, the activities.

What the job does, batch by batch, beside Odoo's own batch creation of the very same
activities, without a mail for any of them. The mails follow in a job of ours, one for
each person on such a day; they are measured by themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from world import make_world

if TYPE_CHECKING:
    from bench_frame import Bench
    from bench_results import Comparison

ID = "B10"
TITLE = "low answers → cases, people, activities / batch creation of the activities"
BATCH = 100
NAMES = ("activity_type_id", "summary", "user_id", "date_deadline", "res_model_id")


def measure(bench: "Bench") -> "Iterator[Comparison]":
    with bench.environment() as env:
        count = bench.scaled(1000)
        _make_low_answers(env, count)

        def open_cases() -> None:
            with _uncommitted(env):
                env["satisfaction.case"]._cron_open_due(limit=BATCH)

        with env.cr.savepoint() as savepoint:
            open_cases()
            cases = env["satisfaction.case"].search([])
            assert len(cases) == count, len(cases)
            bare = [
                {name: getattr(one[name], "id", one[name]) for name in NAMES}
                | {"res_id": one.res_id, "automated": True, "note": one.note}
                for one in cases.activity_ids
            ]
            telling = bench.timed(lambda: _tell(env), env)
            mails = telling.queries
            savepoint.rollback()
        # The peer's activities need a record each, of the same kind.
        others = _make_cases(env, count)
        for number, values in enumerate(bare):
            values["res_id"] = others[number * count // len(bare)].id

        def create_activities() -> None:
            quick = env["mail.activity"].with_context(mail_activity_quick_update=True)
            for start in range(0, len(bare), BATCH):
                quick.create(bare[start : start + BATCH])
                env.flush_all()

        yield bench.compare(
            f"{count:,} low answers, {len(bare):,} activities",
            bench.undone(env, open_cases),
            bench.undone(env, create_activities),
            goal=1.3,
            note=f"Telling everybody afterwards: {telling.value:.1f} s, {mails} q.",
        )


def _make_low_answers(env: Any, count: int) -> None:
    """Answered asks of as many clients; ten people in each of two roles."""
    from odoo import fields

    world = make_world(env, clients=count)
    group = env.ref("client_satisfaction.group_client_manager")
    people = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Manager {number}",
                    "login": f"low_answers_{number}",
                    "email": f"manager.{number}@provider.example",
                    "group_ids": [
                        (4, group.id),
                        (4, env.ref("base.group_user").id),
                    ],
                }
                for number in range(20)
            ]
        )
    )
    for number, client in enumerate(world.contacts.commercial_partner_id):
        client.client_manager_id = people[number % 10]
        client.client_senior_manager_id = people[10 + number % 10]
    channel = world.program.channel_ids.filtered(lambda one: one.kind == "ticket")
    now = fields.Datetime.now()
    rows = env["satisfaction.request"]._create_entry(
        [
            {"channel_id": channel.id, "partner_id": contact.id}
            for contact in world.contacts
        ]
    )
    rows.write(
        {
            "state": "answered",
            "answer_mode": "mail",
            "is_scored": True,
            "points": 40,
            "worst_points": 40,
            "answered_at": now,
            "follow_up_after": now,
            "thanked_at": now,
        }
    )
    env.flush_all()


def _make_cases(env: Any, count: int) -> Any:
    clients = env["res.partner"].search([("client_manager_id", "!=", False)])[:count]
    cases = (
        env["satisfaction.case"]
        .with_context(satisfaction_without_rules=True, tracking_disable=True)
        .create([{"client_id": client.id} for client in clients])
    )
    env.flush_all()
    return cases


def _tell(env: Any) -> None:
    with _uncommitted(env):
        env["mail.activity"]._cron_tell_satisfaction_tasks()
    env.flush_all()


@contextmanager
def _uncommitted(env: Any) -> "Iterator[None]":
    def flush_only(*_arguments: Any, **_options: Any) -> float:
        env.flush_all()
        return float("inf")

    with patch.object(type(env["ir.cron"]), "_commit_progress", flush_only):
        yield
