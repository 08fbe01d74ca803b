# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.exceptions import ValidationError

from .planning_case import PlanningCase


class TestPlanningSkipped(PlanningCase):
    """Why nobody is asked: the ledger says so."""

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
