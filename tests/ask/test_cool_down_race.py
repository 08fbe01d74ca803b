# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two who are about to ask the same contact at the same time."""

from unittest.mock import patch

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .race_case import RaceCase

JOB = "client_satisfaction.ir_cron_decide_closings"


@tagged("post_install", "-at_install")
class TestCoolDownRace(RaceCase):
    """R20: a contact is asked once within the cool-down, whoever asks."""

    def setUp(self):
        super().setUp()
        with self._environment() as env:
            rule = self._get_rule(env)
            self.addCleanup(self._restore_rule, rule.id, rule.cool_down_days)
            rule.cool_down_days = 30

    def _get_rule(self, env):
        rules = self.program.with_env(env).rule_ids
        return rules.filtered(lambda rule: rule.trigger == "ticket_closed")[:1]

    def _restore_rule(self, rule_id, days):
        with self._environment() as env:
            env["satisfaction.rule"].browse(rule_id).cool_down_days = days

    def _close_tickets(self, count):
        """Tickets of one contact, closed; nobody decided about them yet."""
        with self._environment() as env:
            tickets = self._make_tickets(env, count)
            tickets.stage_id = self.stage_id
            closings = env["satisfaction.closing"]
            self.assertEqual(
                closings.search_count([("ticket_id", "in", tickets.ids)]), count
            )
            return tickets.ids

    def _read_outcomes(self, ticket_ids):
        """What became of each ticket, in the order they were closed."""
        with self._environment() as env:
            rows = (
                env["satisfaction.request"]
                .search([("ticket_id", "in", ticket_ids)])
                .sorted(lambda row: row.ticket_id.id)
            )
            self.assertEqual([row.ticket_id.id for row in rows], ticket_ids)
            return [row.skip_reason or row.state for row in rows]

    def test_two_users(self):
        """Two tickets of a contact, decided about by two people at once."""
        tickets = self._close_tickets(2)

        def decide(env, number):
            ticket = env["helpdesk.ticket"].browse(tickets[number])
            env["satisfaction.closing"]._decide_about(ticket)

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            self.assertEqual(self._run_both(decide), [None, None])
        self.assertEqual(sorted(self._read_outcomes(tickets)), ["cool_down", "planned"])

    def test_user_and_calendar(self):
        """A closed ticket and a rule that asks contacts by itself, at once."""
        tickets = self._close_tickets(1)

        def plan(env, number):
            if number:
                ticket = env["helpdesk.ticket"].browse(tickets)
                env["satisfaction.closing"]._decide_about(ticket)
            else:
                rule = self._get_rule(env)
                rule._plan_contacts(env["res.partner"].browse(self.contact_id))

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            self.assertEqual(self._run_both(plan), [None, None])
        with self._environment() as env:
            rows = env["satisfaction.request"].search(
                [("partner_id", "=", self.contact_id)]
            )
            self.assertEqual(
                sorted(row.skip_reason or row.state for row in rows),
                ["cool_down", "planned"],
            )

    def test_two_jobs(self):
        """Odoo runs a job once at a time. Two that are forced ask about the first
        ticket, as one does."""
        tickets = self._close_tickets(12)

        def decide(env, number):
            env["satisfaction.closing"]._cron_decide(batch_size=2)

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            self.assertEqual(self._run_both(decide), [None, None])
        self.assertEqual(self._read_outcomes(tickets), ["planned"] + ["cool_down"] * 11)

    def test_job_begins_again(self):
        """A job that was refused because of somebody else's rows begins again."""
        tickets = self._close_tickets(1)
        with self._environment() as env:
            rules = type(env["satisfaction.rule"])
            plan = rules._plan_closings
            refused = []

            def refuse_once(self, closings):
                if not refused:
                    refused.append(closings)
                    raise psycopg2.errors.SerializationFailure
                return plan(self, closings)

            cron = env.ref(JOB)
            with patch.object(rules, "_plan_closings", refuse_once):
                cron._callback(cron.name, cron.ir_actions_server_id.id)
        self.assertTrue(refused)
        self.assertEqual(self._read_outcomes(tickets), ["planned"])

    def test_job_gives_up(self):
        """A job that is refused again and again fails, so that somebody hears of it."""
        self._close_tickets(1)
        with self._environment() as env:
            cron = env.ref(JOB)
            with (
                patch.object(
                    type(env["satisfaction.rule"]),
                    "_plan_closings",
                    side_effect=psycopg2.errors.SerializationFailure,
                ) as plan,
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                cron._callback(cron.name, cron.ir_actions_server_id.id)
        self.assertEqual(plan.call_count, 3)
