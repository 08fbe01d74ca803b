# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import Command, fields
from odoo.tools import mute_logger

from .planning_case import PlanningCase

PLANNER = "odoo.addons.client_satisfaction.models.ask.rule_planning._Planner"


class TestPlanning(PlanningCase):
    """What closing a ticket writes into the ledger."""

    def test_closed_ticket_is_planned_with_everything_frozen(self):
        """R14, R20, D8, D16: closing plans one ask that keeps who is credited."""
        with freeze_time("2026-05-04 10:00:00"):
            program = self.program if self.program.year == 2026 else None
            self.assertTrue(program or self._make_program(self.company, 2026))
            ticket = self._make_tickets(name="Printer <b>jam</b>")
            request = self._close_ticket(ticket)
        self.assertRecordValues(
            request,
            [
                {
                    "state": "planned",
                    "channel_kind": "ticket",
                    "channel_code": "ticket",
                    "ticket_number": ticket.number,
                    "ticket_title": "Printer <b>jam</b>",
                    "team_id": self.team.id,
                    "user_id": self.agent.id,
                    "category_id": self.category.id,
                    "company_id": self.company.id,
                    "partner_id": self.contact.id,
                    "client_id": self.client.id,
                    "email": "ada@acme.example",
                    "lang": "en_US",
                    "respondent_role": "end_user",
                    "event_at": datetime(2026, 5, 4, 10),
                    "event_date": date(2026, 5, 4),
                    "send_after": datetime(2026, 5, 4, 11),
                    "survey_id": self.survey.id,
                }
            ],
        )
        other_team = self._make_team(name="Second line", user_ids=False)
        ticket.write({"team_id": other_team.id, "category_id": False})
        self.contact.satisfaction_role = "vip"
        self.assertEqual(request.team_id, self.team)
        self.assertEqual(request.user_id, self.agent)
        self.assertEqual(request.category_id, self.category)
        self.assertEqual(request.respondent_role, "end_user")

    def test_ticket_created_closed_is_planned(self):
        """R20: a ticket may be born closed, e.g. solved on the phone."""
        ticket = self._make_tickets(stage_id=self.stage_closed.id)
        self.assertEqual(self._ledger(ticket).state, "planned")

    def test_imported_history_is_not_asked_about(self):
        """R20: a ticket imported as closed long ago counts on its own day, unasked."""
        long_ago = fields.Datetime.now() - timedelta(days=30)
        self._make_program(self.company, long_ago.year)
        ticket = self._make_tickets(stage_id=self.stage_closed.id, closed_date=long_ago)
        request = self._ledger(ticket)
        self.assertSkipped("too_old", request)
        self.assertEqual(request.event_at, long_ago)

    def test_month_is_that_of_the_company(self):
        """D7: at 22:30 UTC on the 31st it is the 1st in Moscow, for every viewer."""
        self._make_program(self.company, 2026)
        for moment, day in (
            ("2026-03-31 20:59:59", date(2026, 3, 31)),
            ("2026-03-31 21:00:00", date(2026, 4, 1)),
            ("2026-03-31 22:30:00", date(2026, 4, 1)),
        ):
            with self.subTest(moment), freeze_time(moment):
                user = self.agent.with_context(tz="America/New_York")
                ticket = self._make_tickets(partner_id=self._stranger().id)
                ticket.with_user(user).stage_id = self.stage_closed
                self.assertEqual(self._ledger(ticket).event_date, day)

    def test_programme_of_the_company_year_decides(self):
        """R3, D7: at the turn of the year the company's date picks the programme."""
        old = self._make_program(self.company, 2026)
        new = self._make_program(self.company, 2027)
        for moment, program in (
            ("2026-12-31 20:59:00", old),
            ("2026-12-31 21:00:00", new),
        ):
            with self.subTest(moment), freeze_time(moment):
                request = self._close_ticket(partner_id=self._stranger().id)
                self.assertEqual(request.program_id, program)

    def test_time_zone_of_the_calendar_and_utc(self):
        """D7: without a zone of its own the company uses that of its working hours."""
        self.company.partner_id.tz = False
        self.company.resource_calendar_id.tz = "Asia/Tokyo"
        moment = datetime(2026, 3, 31, 15, 0)
        self.assertEqual(self.company._satisfaction_date(moment), date(2026, 4, 1))
        self.company.resource_calendar_id = False
        self.assertEqual(self.company._satisfaction_date(moment), date(2026, 3, 31))
        self.assertEqual(
            self.company._satisfaction_day_end(date(2026, 3, 31)),
            datetime(2026, 3, 31, 23, 59, 59),
        )

    # ------------------------------------------------------------------
    # Whatever happens, the ticket closes
    # ------------------------------------------------------------------
    def test_unexpected_error_does_not_block_closing(self):
        """R20: a fault in planning is logged and isolated, and nothing is lost."""
        ticket = self._make_tickets()
        rules = type(self.env["satisfaction.rule"])

        def fail(*args):
            self.env.cr.execute("SELECT no_such_column FROM satisfaction_rule")

        with (
            patch.object(rules, "_plan_closings", fail),
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.client_satisfaction", "ERROR") as logs,
        ):
            ticket.stage_id = self.stage_closed
        self.assertIn("No satisfaction ask planned", logs.output[0])
        ticket.invalidate_recordset()
        self.assertTrue(ticket.closed)
        closing = self.env["satisfaction.closing"].search([])
        self.assertEqual(closing.ticket_id, ticket)
        self.assertIn("no_such_column", closing.error)
        self.assertGreater(closing.retry_after, fields.Datetime.now())
        closing.retry_after = False
        with self._without_commit():
            closing._cron_decide()
        self.assertEqual(self._ledger(ticket).state, "planned")

    def test_serialization_failure_is_left_to_odoo(self):
        """D17: Odoo repeats the transaction; swallowing it would lose the ask."""
        ticket = self._make_tickets()
        rules = type(self.env["satisfaction.rule"])
        error = psycopg2.errors.SerializationFailure()
        with (
            patch.object(rules, "_plan_closings", side_effect=error),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            ticket.stage_id = self.stage_closed

    def test_lost_race_is_skipped_quietly(self):
        """D17: another worker planned an ask at the same time: its ask stands."""
        self.rule.cool_down_days = 0
        tickets = self._make_tickets(3)
        for number, ticket in enumerate(tickets):
            ticket.partner_id = self._stranger(email=f"racer{number}@x.example")
        winner = self._close_ticket(tickets[1])
        tickets[1].with_context(tracking_disable=True)._write(
            {"stage_id": self.stage_open.id}
        )
        tickets.invalidate_recordset()
        # In a transaction of its own this worker would not see the winner's row.
        with (
            patch(f"{PLANNER}._find_asked", lambda *args: (set(), set())),
            mute_logger("odoo.sql_db"),
        ):
            tickets.stage_id = self.stage_closed
        self.assertEqual(self._ledger(tickets[1]), winner)
        self.assertEqual(self._ledger(tickets[0]).state, "planned")
        self.assertEqual(self._ledger(tickets[2]).state, "planned")
        self.assertTrue(all(tickets.mapped("closed")))

    # ------------------------------------------------------------------
    # Reopening, duplicates, other ways to close
    # ------------------------------------------------------------------
    def test_reopening_cancels_what_waits(self):
        """R20: reopened before an answer, the ask is void, planned or sent."""
        for sent in (False, True):
            with self.subTest(sent=sent):
                contact = self._stranger()
                request = self._close_ticket(partner_id=contact.id)
                if sent:
                    self._send_due()
                request.ticket_id.stage_id = self.stage_open
                self.assertEqual(request.state, "cancelled")

    def test_moving_between_closed_stages_asks_once(self):
        """R20: a closed ticket moved to another closed stage is not closed again."""
        request = self._close_ticket()
        other = self.stage_closed.copy({"name": "Archive"})
        request.ticket_id.stage_id = other
        self.assertEqual(self._ledger(request.ticket_id), request)
        self.assertEqual(request.state, "planned")

    def test_found_to_be_a_duplicate_after_closing(self):
        """R20: a planned ask about a duplicate is skipped, a sent one cancelled."""
        other = self._make_tickets()
        planned = self._close_ticket()
        planned.ticket_id.duplicate_id = other
        self.assertEqual((planned.state, planned.skip_reason), ("skipped", "duplicate"))
        sent = self._close_ticket(partner_id=self.leader.id)
        self._send_due()
        sent.ticket_id.duplicate_id = other
        self.assertEqual(sent.state, "cancelled")

    def test_closed_from_the_portal(self):
        """R20: clients close their own tickets by sudo; they are asked the same."""
        ticket = self._make_tickets()
        portal = self.env["res.users"].create(
            {
                "name": "Ada",
                "login": "ada_portal",
                "partner_id": self.contact.id,
                "group_ids": [Command.set(self.group_portal.ids)],
            }
        )
        ticket.with_user(portal).sudo().stage_id = self.stage_closed
        self.assertEqual(self._ledger(ticket).state, "planned")

    def test_reopened_by_a_change_of_team(self):
        """R20: the stage follows the team; that is a reopening like any other."""
        request = self._close_ticket()
        team = self._make_team(name="Second line")
        own_stage = self.stage_open.copy({"team_ids": [Command.set(team.ids)]})
        self.stage_closed.team_ids = self.team
        ticket = request.ticket_id
        ticket.team_id = team
        self.assertFalse(ticket.stage_id.closed, own_stage)
        self.assertEqual(request.state, "cancelled")

    def test_deleted_ticket_keeps_its_row(self):
        """D16: number and title survive the ticket; nobody is asked about it."""
        request = self._close_ticket()
        number = request.ticket_number
        request.ticket_id.unlink()
        self._send_due()
        self.assertEqual(request.state, "cancelled")
        self.assertEqual(request.ticket_number, number)

    def test_delay_and_immediate_asks(self):
        """R20: the rule's delay; without one the job is woken at once."""
        self.rule.delay_hours = 2.5
        request = self._close_ticket()
        self.assertEqual(
            request.send_after - request.event_at, timedelta(hours=2, minutes=30)
        )
        self.rule.delay_hours = 0
        job = self.env.ref("client_satisfaction.ir_cron_send_requests")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self._close_ticket(partner_id=self.leader.id)
        after = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self.assertEqual(after - before, 1)
