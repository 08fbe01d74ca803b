# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from tests.common import SatisfactionCommon

PLANNER = "odoo.addons.client_satisfaction.models.ask.rule_planning._Planner"


class TestPlanning(SatisfactionCommon):
    """What closing a ticket writes into the ledger."""

    def assertSkipped(self, reason, request):
        self.assertEqual((request.state, request.skip_reason), ("skipped", reason))
        self.assertFalse(request.send_after)

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
    # Why nobody is asked
    # ------------------------------------------------------------------
    def _stranger(self, **values):
        """A contact nobody asked yet, so that the cool-down stays out of the way."""
        count = self.env["res.partner"].search_count(
            [("parent_id", "=", self.client.id)]
        )
        return self._make_contact(self.client, f"Guest{count}", **values)

    def test_programme_not_running(self):
        """R3: before the gate nobody is asked, and the ledger says so."""
        self.program.state = "draft"
        request = self._close_ticket()
        self.assertSkipped("program_not_running", request)
        self.assertFalse(request.program_id)
        # What is known stands there all the same.
        self.assertEqual(request.client_id, self.client)
        self.assertEqual(request.team_id, self.team)
        self.assertTrue(request.event_date)

    def test_programme_closed(self):
        """R3: a closed programme asks no more."""
        self.program.action_close("Test")
        self.assertSkipped("program_not_running", self._close_ticket())

    def test_programme_of_another_company(self):
        """R3: another company's programme asks nobody here."""
        company = self._create_company(name="Elsewhere")
        team = self._make_team(company_id=company.id)
        ticket = self._make_tickets(team_id=team.id, company_id=company.id)
        request = self._close_ticket(ticket)
        self.assertEqual(request.company_id, company)
        self.assertSkipped("program_not_running", request)

    def test_stage_without_survey(self):
        """R20: cancelled and rejected tickets are not asked about."""
        ticket = self._make_tickets()
        ticket.stage_id = self.stage_rejected
        self.assertSkipped("stage_excluded", self._ledger(ticket))
        for name in ("cancelled", "rejected"):
            stage = self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
            self.assertFalse(stage.satisfaction_survey)
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self.assertTrue(done.satisfaction_survey)

    def test_no_questionnaire(self):
        """R40: without a questionnaire there is nothing to ask."""
        self.rule.channel_id.survey_id = False
        self.assertSkipped("no_survey", self._close_ticket())

    def test_questionnaire_without_questions(self):
        """R40: a questionnaire that lost its questions is none."""
        self.rule.survey_id = self.survey.copy()
        self.rule.survey_id.question_and_page_ids.unlink()
        self.assertSkipped("no_survey", self._close_ticket())

    def test_duplicate(self):
        """R20: nobody is asked twice about the same trouble."""
        first, second = self._make_tickets(2)
        second.duplicate_id = first
        self.assertSkipped("duplicate", self._close_ticket(second))

    def test_no_contact_address(self):
        """R27: no address, no mail."""
        cases = {
            "nobody": {"partner_id": False},
            "no address": {"partner_id": self._stranger(email=False).id},
            "broken address": {"partner_id": self._stranger(email="no at sign").id},
            "address nobody knows": {
                "partner_id": False,
                "partner_email": "someone@unknown.example",
            },
        }
        for name, values in cases.items():
            with self.subTest(name):
                self.assertSkipped("no_contact", self._close_ticket(**values))

    def test_contact_found_by_address(self):
        """D8: a ticket that only has an address belongs to the contact who has it."""
        request = self._close_ticket(
            partner_id=False, partner_email="Ada Lovelace <ADA@acme.example>"
        )
        self.assertEqual(request.state, "planned")
        self.assertEqual(request.partner_id, self.contact)
        self.assertEqual(request.client_id, self.client)

    def test_address_of_the_ticket(self):
        """R27: the ticket's address serves where the contact has none."""
        request = self._close_ticket(
            partner_id=self._stranger(email=False).id, partner_email="me@home.example"
        )
        self.assertEqual((request.state, request.email), ("planned", "me@home.example"))

    def test_no_reply_addresses(self):
        """R29: mailboxes nobody reads are left alone, people with odd names are not."""
        silent = (
            "no-reply@x.example",
            "noreply@x.example",
            "do_not_reply@x.example",
            "donotreply@x.example",
            "Mailer-Daemon@x.example",
            "postmaster@x.example",
            "bounce+123@x.example",
        )
        for address in silent:
            with self.subTest(address):
                contact = self._stranger(email=address)
                self.assertSkipped(
                    "no_reply", self._close_ticket(partner_id=contact.id)
                )
        for address in ("nora.reply@x.example", "bouncer@x.example"):
            with self.subTest(address):
                contact = self._stranger(email=address)
                request = self._close_ticket(partner_id=contact.id)
                self.assertEqual(request.state, "planned")

    def test_own_mailbox(self):
        """R29: a mail to an alias of ours would come back as a ticket, for ever."""
        domain = self.env["mail.alias.domain"].create({"name": "desk.example"})
        self.team.write({"alias_domain_id": domain.id, "alias_name": "helpme"})
        for address in ("helpme@desk.example", "catchall@desk.example"):
            with self.subTest(address):
                contact = self._stranger(email=address)
                request = self._close_ticket(partner_id=contact.id)
                self._send_due()
                self.assertEqual(
                    (request.state, request.skip_reason), ("skipped", "no_reply")
                )
                self.assertFalse(request.invitation_mail_id)

    def test_own_company(self):
        """R29: we don't ask ourselves, not the company, not colleagues."""
        colleague = self._make_contact(
            self.company.partner_id, "Colleague", email="colleague@provider.example"
        )
        self.assertSkipped("own_company", self._close_ticket(partner_id=colleague.id))
        self.assertSkipped(
            "own_company",
            self._close_ticket(partner_id=self.service_manager.partner_id.id),
        )

    def test_opted_out(self):
        """R29: who does not want to be asked is not asked."""
        self.contact.satisfaction_opt_out = True
        self.assertSkipped("opted_out", self._close_ticket())

    def test_already_asked(self):
        """R20: once per ticket, unless the rule asks at every closing."""
        self.rule.cool_down_days = 0
        ticket = self._make_tickets()
        first = self._close_ticket(ticket)
        self._send_due()
        self.assertEqual(first.state, "sent")
        ticket.stage_id = self.stage_open
        self.assertEqual(first.state, "cancelled")
        second = self._close_ticket(ticket)
        self.assertSkipped("already_asked", second)
        self.rule.repeat = "closing"
        ticket.stage_id = self.stage_open
        third = self._close_ticket(ticket)
        self.assertEqual(third.state, "planned")

    def test_answered_once_per_ticket(self):
        """R20, D17: an answered ticket is not asked about again after reopening."""
        self.rule.cool_down_days = 0
        ticket = self._make_tickets()
        first = self._close_ticket(ticket)
        self._send_due()
        self._answer(first, 5)
        ticket.stage_id = self.stage_open
        self.assertEqual(first.state, "answered", "an answer is never taken back")
        self.assertSkipped("already_asked", self._close_ticket(ticket))

    def test_cancelled_before_sending_was_never_asked(self):
        """R20: a ticket reopened within the delay is asked about at its real end."""
        ticket = self._make_tickets()
        first = self._close_ticket(ticket)
        ticket.stage_id = self.stage_open
        self.assertEqual((first.state, first.sent_at), ("cancelled", False))
        self.assertTrue(first.cancel_reason)
        self.assertEqual(self._close_ticket(ticket).state, "planned")

    def test_cool_down_after_an_ask(self):
        """R29: a contact asked within the last days is left alone; others are not."""
        with freeze_time("2026-05-04 10:00:00"):
            self._make_program(self.company, 2026)
            self._close_ticket()
            self._send_due()
        with freeze_time("2026-05-11 09:59:00"):
            self.assertSkipped("cool_down", self._close_ticket())
            leader = self._close_ticket(partner_id=self.leader.id)
            self.assertEqual(leader.state, "planned")
        with freeze_time("2026-05-11 10:00:01"):
            self.assertEqual(self._close_ticket().state, "planned")

    def test_cool_down_after_an_answer(self):
        """R29: asked again a minute after answering is what people hate most."""
        with freeze_time("2026-05-04 10:00:00"):
            self._make_program(self.company, 2026)
            first = self._close_ticket()
            self._send_due()
        with freeze_time("2026-05-10 10:00:00"):
            self._answer(first, 4)
        with freeze_time("2026-05-16 10:00:00"):
            self.assertSkipped("cool_down", self._close_ticket())
        with freeze_time("2026-05-17 10:00:01"):
            self.assertEqual(self._close_ticket().state, "planned")

    def test_cool_down_within_a_batch_and_a_waiting_ask(self):
        """R29: two tickets of one contact closed together give one ask."""
        tickets = self._make_tickets(3)
        tickets.stage_id = self.stage_closed
        requests = self._ledger(tickets)
        self.assertEqual(
            sorted(requests.mapped("state")), ["planned", "skipped", "skipped"]
        )
        self.assertEqual(
            requests.filtered(lambda r: r.state == "planned").ticket_id, tickets[0]
        )
        self.assertSkipped("cool_down", self._close_ticket())

    def test_no_cool_down(self):
        """R29: without a cool-down every ticket is asked about."""
        self.rule.cool_down_days = 0
        tickets = self._make_tickets(3)
        tickets.stage_id = self.stage_closed
        self.assertEqual(self._ledger(tickets).mapped("state"), ["planned"] * 3)

    def test_monthly_ratings_do_not_cool_down(self):
        """R29: relationship asks have their own pace."""
        self._answered(4, code="monthly")
        self.assertEqual(self._close_ticket().state, "planned")

    def test_no_rule_matches(self):
        """R25: rules look at the ticket; the first that matches asks."""
        self.rule.ticket_domain = "[('priority', '=', '3')]"
        self.assertSkipped("no_rule", self._close_ticket())
        second = self.rule.copy(
            {"ticket_domain": "[('category_id.name', '=', 'Printing')]", "sequence": 20}
        )
        self.assertEqual(self._close_ticket().rule_id, second)
        urgent = self._close_ticket(partner_id=self.leader.id, priority="3")
        self.assertEqual(urgent.rule_id, self.rule)

    def test_order_of_reasons(self):
        """R29: of several reasons the ledger names the first in a fixed order."""
        steps = (
            ("program_not_running", lambda: self.program.action_reopen()),
            (
                "stage_excluded",
                lambda: self.stage_rejected.write({"satisfaction_survey": True}),
            ),
            (
                "no_survey",
                lambda: self.rule.channel_id.write({"survey_id": self.survey.id}),
            ),
            ("duplicate", None),
        )
        self.program.action_close("Test")
        self.rule.channel_id.survey_id = False
        self.contact.write({"satisfaction_opt_out": True, "email": False})
        first = self._make_tickets()
        for reason, mend in steps:
            ticket = self._make_tickets(duplicate_id=first.id)
            ticket.stage_id = self.stage_rejected
            self.assertSkipped(reason, self._ledger(ticket))
            if mend:
                mend()

    def test_rule_condition_is_checked_on_save(self):
        """R25: a condition that can't be read is refused with a sentence."""
        for condition in (
            "[('nonsense', '=', 1)]",
            "[('name', '=', ",
            "__import__('os')",
            "5",
        ):
            with self.subTest(condition), self.assertRaises(ValidationError):
                self.rule.ticket_domain = condition

    # ------------------------------------------------------------------
    # Whatever happens, the ticket closes
    # ------------------------------------------------------------------
    def test_unexpected_error_does_not_block_closing(self):
        """R20: a fault in planning is logged and isolated, the ticket is closed."""
        ticket = self._make_tickets()
        rules = type(self.env["satisfaction.rule"])

        def fail(*args):
            self.env.cr.execute("SELECT no_such_column FROM satisfaction_rule")

        with (
            patch.object(rules, "_plan_tickets", fail),
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.client_satisfaction", "ERROR") as logs,
        ):
            ticket.stage_id = self.stage_closed
        self.assertIn("No satisfaction ask planned", logs.output[0])
        ticket.invalidate_recordset()
        self.assertTrue(ticket.closed)

    def test_serialization_failure_is_left_to_odoo(self):
        """D17: Odoo repeats the transaction; swallowing it would lose the ask."""
        ticket = self._make_tickets()
        rules = type(self.env["satisfaction.rule"])
        error = psycopg2.errors.SerializationFailure()
        with (
            patch.object(rules, "_plan_tickets", side_effect=error),
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
