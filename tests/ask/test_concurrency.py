# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two answers, two jobs at the same time."""

from datetime import datetime

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.client_satisfaction.exceptions import AnswerRefused
from odoo.addons.client_satisfaction.models.ask.rule import TRIGGERS

from .race_case import RaceCase


@tagged("post_install", "-at_install")
class TestTwoAtOnce(RaceCase):
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

    def test_two_make_the_same_rule(self):
        """R20: two who need a rule nobody made yet make one of it."""
        with self._environment() as env:
            program = self.program.with_env(env)
            known = program.rule_ids
            [trigger, *_more] = {name for name, _label in TRIGGERS} - {
                *known.mapped("trigger")
            }

        def get_rule(env, _number):
            return self.program.with_env(env)._get_rule(trigger).id

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            first, second = self._run_both(get_rule)
        with self._environment() as env:
            made = self.program.with_env(env).rule_ids - known.with_env(env)
            found = made.ids
            made.unlink()
        self.assertEqual(found, [first])
        self.assertEqual(first, second)

    def _restore_pace(self, rule_id, value):
        with self._environment() as env:
            env["satisfaction.rule"].browse(rule_id).max_per_hour = value
