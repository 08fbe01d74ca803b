# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID, fields

from tests.ask.planning_case import PlanningCase


class TestClosing(PlanningCase):
    """R20: closing only notes; the job makes the ledger's rows a moment later."""

    decides_at_once = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closings = cls.env["satisfaction.closing"]
        cls.tickets = cls._make_tickets(4)
        for ticket in cls.tickets:
            ticket.partner_id = cls._make_contact(cls.client, f"Guest{ticket.id}")

    def _decide(self, **options):
        with self._without_commit():
            self.closings._cron_decide(**options)

    def test_noted_and_decided(self):
        """R20: one row of the ledger each, with what was true at the closing."""
        moment = datetime(fields.Date.today().year, 6, 3, 9, 0)
        with freeze_time(moment):
            self.tickets.with_user(self.agent).stage_id = self.stage_closed
        self.assertFalse(self._ledger(self.tickets))
        closings = self.closings.search([])
        self.assertEqual(closings.ticket_id, self.tickets)
        self.assertEqual(closings.closed_by_id, self.agent)
        # The world moves on before the job runs.
        other_team = self._make_team(name="Second line")
        partners = self.tickets.mapped("partner_id")
        self.tickets.write(
            {
                "team_id": other_team.id,
                "name": "Renamed",
                "category_id": False,
                "partner_id": self.leader.id,
            }
        )
        with freeze_time(moment + timedelta(minutes=1)):
            self._decide(batch_size=3)
        rows = self._ledger(self.tickets)
        self.assertEqual(len(rows), len(self.tickets))
        self.assertEqual(set(rows.mapped("state")), {"planned"})
        self.assertEqual(set(rows.mapped("event_at")), {moment})
        self.assertEqual(rows.team_id, self.team)
        self.assertEqual(rows.category_id, self.category)
        self.assertEqual(rows.partner_id, partners)
        self.assertNotIn("Renamed", rows.mapped("ticket_title"))
        self.assertFalse(self.closings.search([]))

    def test_one_statement(self):
        """R20: closing a thousand tickets takes one statement more, as does one."""
        self.env.flush_all()
        counts = []
        for tickets in (self.tickets[:1], self.tickets[1:]):
            before = self.env.cr.sql_log_count
            self.closings._note(tickets)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1])

    def test_reopened_before_the_job(self):
        """R20: a ticket reopened at once has its row: the ask was cancelled."""
        ticket = self.tickets[0]
        ticket.stage_id = self.stage_closed
        ticket.stage_id = self.stage_open
        self.assertEqual(self._ledger(ticket).state, "cancelled")
        self.assertFalse(self.closings.search([]))
        self._decide()
        self.assertEqual(len(self._ledger(ticket)), 1)

    def test_deleted_before_the_job(self):
        """R20: the row of a deleted ticket stays, without an ask."""
        ticket = self.tickets[0]
        ticket.stage_id = self.stage_closed
        number = ticket.number
        ticket.unlink()
        rows = self.env["satisfaction.request"].search([("ticket_number", "=", number)])
        self.assertEqual(rows.state, "cancelled")
        self.assertFalse(self.closings.search([]))

    def test_typed_answer_before_the_job(self):
        """R20: an answer typed at once is about the ask that was to come."""
        ticket = self.tickets[0]
        ticket.stage_id = self.stage_closed
        entry = self._make_entry(ticket_id=ticket.id, partner_id=ticket.partner_id.id)
        self.assertTrue(entry.is_closing)
        self._decide()
        self.assertEqual(self._ledger(ticket), entry)

    def test_who_closed(self):
        """R15: what a job closed is known as such, although another job decides."""
        self.rule.skip_automatic = True
        person, machine = self.tickets[:2]
        person.with_user(self.agent).stage_id = self.stage_closed
        machine.with_user(SUPERUSER_ID).stage_id = self.stage_closed
        self._decide()
        self.assertEqual(self._ledger(person).state, "planned")
        self.assertSkipped("closed_automatically", self._ledger(machine))

    def test_a_broken_one_holds_nobody_up(self):
        """R20: what can't be decided waits and is tried again; the others go on."""
        self.tickets.stage_id = self.stage_closed
        rules = type(self.env["satisfaction.rule"])
        plan = rules._plan_closings
        broken = self.tickets[1]

        def plan_most(rule, closings):
            if broken in closings.ticket_id:
                raise ValueError("A condition nobody understands")
            return plan(rule, closings)

        with (
            patch.object(rules, "_plan_closings", plan_most),
            self.assertLogs("odoo.addons.client_satisfaction", "ERROR") as logs,
        ):
            self._decide()
        self.assertEqual(len(logs.output), 1)
        self.assertEqual(self._ledger(self.tickets).ticket_id, self.tickets - broken)
        closing = self.closings.search([])
        self.assertEqual(closing.error, "A condition nobody understands")
        self._decide()  # not yet
        self.assertFalse(self._ledger(broken))
        closing.retry_after = datetime(2000, 1, 1)
        self._decide()
        self.assertEqual(self._ledger(broken).state, "planned")

    def test_number_of_queries(self):
        """R20: deciding about many takes hardly more queries than about one."""
        counts = []
        for tickets in (self.tickets[:1], self.tickets[1:]):
            tickets.stage_id = self.stage_closed
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._decide()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
