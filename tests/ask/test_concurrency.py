# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two real transactions at the same time, committed, on two connections."""

import threading
from datetime import datetime

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests.common import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.client_satisfaction.exceptions import AnswerRefused


@tagged("post_install", "-at_install")
class TestTwoAtOnce(BaseCase):
    """What is committed here is deleted again at the end of each test."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.created = []
        with self._environment() as env:
            self.program = env["satisfaction.program"].search([], limit=1)
            self.state_before = self.program.state
            # straight into the column: the gate is not what is tested here
            env.cr.execute(
                "UPDATE satisfaction_program SET state = 'running' WHERE id = %s",
                (self.program.id,),
            )
            client = env["res.partner"].create({"name": "Racers", "is_company": True})
            contact = env["res.partner"].create(
                {"name": "Ada", "email": "ada@race.example", "parent_id": client.id}
            )
            stage = env["helpdesk.ticket.stage"].create(
                {"name": "Race over", "closed": True}
            )
            self.created += [stage, contact, client]
            self.client_id, self.contact_id = client.id, contact.id
            self.stage_id = stage.id
        self.addCleanup(self._delete_all)

    def _environment(self):
        """An environment on a connection of its own; commits when left."""
        return _Connection(self.registry)

    def _delete_all(self):
        with self._environment() as env:
            requests = env["satisfaction.request"].search(
                [("client_id", "=", self.client_id)]
            )
            inputs = env["survey.user_input"].search(
                [("satisfaction_request_id", "in", requests.ids)]
            )
            env["mail.mail"].search([("email_to", "ilike", "race.example")]).unlink()
            env["mail.mail"].search([("recipient_ids", "=", self.contact_id)]).unlink()
            tickets = requests.ticket_id
            requests.case_id.unlink()
            requests.unlink()
            inputs.unlink()
            tickets.unlink()
            for records in self.created:
                records.with_env(env).exists().unlink()
            env.cr.execute(
                "UPDATE satisfaction_program SET state = %s WHERE id = %s",
                (self.state_before, self.program.id),
            )

    def _make_asks(self, env, count, **values):
        tickets = env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Race {number}",
                    "description": "x",
                    "partner_id": self.contact_id,
                    "company_id": self.program.with_env(env).company_id.id,
                }
                for number in range(count)
            ]
        )
        env.flush_all()
        tickets._write({"stage_id": self.stage_id})
        tickets.invalidate_recordset()
        program = self.program.with_env(env)
        channel = program.channel_ids.filtered(lambda c: c.kind == "ticket")
        asks = env["satisfaction.request"]._create_entry(
            [{"channel_id": channel.id, "ticket_id": ticket.id} for ticket in tickets]
        )
        asks.write(values)
        return asks.ids

    def _run_both(self, work):
        """Run ``work(env)`` on two connections at once, repeated as Odoo does.

        :return: the two results, or the errors raised
        """
        barrier = threading.Barrier(2, timeout=30)
        results = [None, None]

        def run(number):
            threading.current_thread().dbname = self.registry.db_name
            with self._environment() as env:
                env.cr.execute("SELECT 1")  # both have taken their snapshot …
                barrier.wait()  # … before either goes on
                try:
                    results[number] = retrying(lambda: work(env, number), env)
                except Exception as error:  # noqa: BLE001
                    env.cr.rollback()
                    results[number] = error

        threads = [threading.Thread(target=run, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(any(thread.is_alive() for thread in threads))
        return results

    def test_two_answers_at_the_same_instant(self):
        """D17: exactly one of two answers is stored; the other one is told kindly."""
        with self._environment() as env:
            survey = env.ref("client_satisfaction.survey_event")
            solution = survey.question_ids[0].id
            asks = self._make_asks(env, 3, state="sent", survey_id=survey.id)
        for ask in asks:

            def answer(env, number, ask=ask):
                try:
                    env["satisfaction.request"]._record_answers(
                        {ask: {solution: str(4 + number)}}, mode="mail"
                    )
                    return "stored"
                except AnswerRefused as refused:
                    return refused.reason

            with mute_logger("odoo.sql_db", "odoo.service.model"):
                results = self._run_both(answer)
            self.assertEqual(sorted(results), ["already_answered", "stored"])
            with self._environment() as env:
                request = env["satisfaction.request"].browse(ask)
                self.assertEqual(request.points, (80, 100)[results.index("stored")])
                inputs = env["survey.user_input"].search(
                    [("satisfaction_request_id", "=", ask)]
                )
                self.assertEqual(len(inputs), 1)
                self.assertEqual(request.attempt_ids.outcome, "already_answered")

    def test_two_sending_jobs(self):
        """Two sending jobs share the work; nobody gets two mails."""
        with self._environment() as env:
            asks = self._make_asks(env, 30, send_after=datetime(2000, 1, 1))
            # one contact, many tickets: the cool-down is the planner's business
            env["satisfaction.request"].browse(asks).write(
                {"email": "ada@race.example"}
            )

        results = self._run_both(
            lambda env, number: env["satisfaction.request"]._cron_send(batch_size=4)
        )
        self.assertEqual(results, [None, None])
        with self._environment() as env:
            requests = env["satisfaction.request"].browse(asks)
            self.assertEqual(set(requests.mapped("state")), {"sent"})
            mails = env["mail.mail"].search(
                [("model", "=", "satisfaction.request"), ("res_id", "in", asks)]
            )
            self.assertEqual(sorted(mails.mapped("res_id")), asks)

    def test_two_reminding_jobs(self):
        """R29: two reminding jobs share the work; nobody is reminded twice."""
        past, future = datetime(2000, 1, 1), datetime(2100, 1, 1)
        with self._environment() as env:
            asks = self._make_asks(
                env,
                20,
                state="sent",
                email="ada@race.example",
                sent_at=past,
                expires_at=future,
                remind_after=past,
            )
        results = self._run_both(
            lambda env, number: env["satisfaction.request"]._cron_remind(batch_size=3)
        )
        self.assertEqual(results, [None, None])
        with self._environment() as env:
            requests = env["satisfaction.request"].browse(asks)
            self.assertEqual(requests.mapped("reminder_count"), [1] * 20)
            mails = env["mail.mail"].search(
                [("model", "=", "satisfaction.request"), ("res_id", "in", asks)]
            )
            self.assertEqual(sorted(mails.mapped("res_id")), asks)

    def test_two_sending_jobs_keep_the_pace(self):
        """R20: two workers together don't send more than the rule allows."""
        with self._environment() as env:
            rule = self.program.with_env(env).rule_ids[:1]
            before = rule.max_per_hour
            rule.max_per_hour = 60  # five in five minutes
            self.addCleanup(self._restore_pace, rule.id, before)
            asks = self._make_asks(
                env,
                15,
                rule_id=rule.id,
                email="ada@race.example",
                send_after=datetime(2000, 1, 1),
                event_at=fields.Datetime.now(),
            )
        results = self._run_both(
            lambda env, number: env["satisfaction.request"]._cron_send()
        )
        self.assertEqual(results, [None, None])
        with self._environment() as env:
            states = env["satisfaction.request"].browse(asks).mapped("state")
            self.assertEqual(states.count("sent"), 5)
            self.assertEqual(states.count("planned"), 10)

    def _restore_pace(self, rule_id, value):
        with self._environment() as env:
            env["satisfaction.rule"].browse(rule_id).max_per_hour = value


class _Connection:
    """``with`` gives an environment of the superuser on a new connection."""

    def __init__(self, registry):
        self.registry = registry

    def __enter__(self):
        self.cursor = db_connect(self.registry.db_name).cursor()
        self.cursor.transaction = None
        return api.Environment(self.cursor, SUPERUSER_ID, {})

    def __exit__(self, error_type, *rest):
        if error_type is None:
            self.cursor.commit()
        self.cursor.close()
