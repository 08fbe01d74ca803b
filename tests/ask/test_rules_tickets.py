# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError, ValidationError

from tests.common import SatisfactionCommon

START = datetime(2026, 5, 4, 10)


class TestTicketRules(SatisfactionCommon):
    """Changes, exclusions, tickets closed by machines or without survey, preview."""

    def _stranger(self):
        count = self.env["res.partner"].search_count(
            [("parent_id", "=", self.client.id)]
        )
        return self._make_contact(self.client, f"Guest{count}")

    def assertSkipped(self, reason, request):
        self.assertEqual((request.state, request.skip_reason), ("skipped", reason))

    # ------------------------------------------------------------------
    # Which tickets
    # ------------------------------------------------------------------
    def test_change_finished(self):
        """R21: a change has a rule of its own, by the category of the ticket."""
        changes = self.env["helpdesk.ticket.category"].create(
            {"name": "Change", "satisfaction_is_change": True}
        )
        rule = self.rule.copy(
            {"name": "Changes", "trigger": "change_finished", "sequence": 1}
        )
        rule.delay_hours = 24
        change = self._close_ticket(category_id=changes.id)
        self.assertEqual(change.rule_id, rule)
        self.assertEqual(change.send_after - change.event_at, timedelta(days=1))
        incident = self._close_ticket(partner_id=self.leader.id)
        self.assertEqual(incident.rule_id, self.rule)
        # Without a rule for the rest nobody is asked about incidents.
        self.rule.active = False
        self.assertSkipped(
            "no_rule", self._close_ticket(partner_id=self._stranger().id)
        )

    def test_first_rule_wins(self):
        """R14, R20: conditions on category, team, priority, tag; the first one asks."""
        tag = self.env["helpdesk.ticket.tag"].create({"name": "VIP"})
        conditions = (
            (f"[('category_id', '=', {self.category.id})]", {}),
            ("[('tag_ids.name', '=', 'VIP')]", {"tag_ids": [Command.set(tag.ids)]}),
            (f"[('team_id', '=', {self.team.id})]", {}),
            ("[('priority', 'in', ['2', '3'])]", {"priority": "2"}),
            ("[('stage_id.name', '=', 'Solved')]", {}),
        )
        for condition, values in conditions:
            with self.subTest(condition):
                rule = self.rule.copy({"ticket_domain": condition, "sequence": 1})
                request = self._close_ticket(partner_id=self._stranger().id, **values)
                self.assertEqual(request.rule_id, rule)
                rule.active = False

    def test_excluded_client(self):
        """R29: a rule may leave clients out; others are asked."""
        self.rule.excluded_client_ids = self.client
        self.assertSkipped("excluded", self._close_ticket())
        other = self._make_contact(self._make_client("Globex"), "Hank")
        self.assertEqual(self._close_ticket(partner_id=other.id).state, "planned")

    def test_target_groups(self):
        """R65, R66: clients have rules of their own; others fall to the next rule."""
        gold = self.rule.copy(
            {
                "client_domain": "[('agreement_level_id.sequence', '>=', 30)]",
                "sequence": 1,
            }
        )
        self.assertEqual(self._close_ticket().rule_id, self.rule)
        self.client.agreement_level_id = self.env.ref(
            "client_satisfaction.agreement_level_gold"
        )
        # also where the ticket only has an address
        leader = self._close_ticket(partner_id=False, partner_email=self.leader.email)
        self.assertEqual((leader.rule_id, leader.partner_id), (gold, self.leader))
        self.rule.active = False
        other = self._make_contact(self._make_client("Globex"), "Hank")
        self.assertSkipped("no_rule", self._close_ticket(partner_id=other.id))

    def test_target_group_that_cannot_be_read(self):
        """R65: a condition with a field nobody knows is refused, nothing changes."""
        for condition in ("[('no_such_field', '=', 1)]", "[(", "__import__('os')"):
            with self.subTest(condition), self.assertRaises(ValidationError):
                self.rule.client_domain = condition
        self.assertEqual(self.rule.client_domain, "[]")

    def test_closed_automatically(self):
        """R20: where the rule says so, what a job closed is not asked about."""
        self.rule.skip_automatic = True
        ticket = self._make_tickets()
        ticket.with_user(SUPERUSER_ID).stage_id = self.stage_closed
        self.assertSkipped("closed_automatically", self._ledger(ticket))
        self.assertEqual(self._close_ticket().state, "planned", "closed by the agent")
        self.rule.skip_automatic = False
        ticket = self._make_tickets(partner_id=self.leader.id)
        ticket.with_user(SUPERUSER_ID).stage_id = self.stage_closed
        self.assertEqual(self._ledger(ticket).state, "planned")

    def test_mandatory_rule(self):
        """R23: agreed with clients: no opt-out, share or cool-down keeps it back."""
        self.rule.write({"is_mandatory": True, "share": 0.01})
        self.contact.satisfaction_opt_out = True
        first, second = self._close_ticket(), self._close_ticket()
        self.assertEqual((first | second).mapped("state"), ["planned"] * 2)
        self.assertTrue(first.is_mandatory)
        self._send_due()
        self.assertEqual((first | second).mapped("state"), ["sent"] * 2)

    def test_families_have_their_own_pace(self):
        """R29: asks about tickets and about the relationship don't hold each other."""
        self._make_entry("questionnaire")
        self.assertEqual(self._close_ticket().state, "planned")

    # ------------------------------------------------------------------
    # Close without survey
    # ------------------------------------------------------------------
    def _wizard(self, tickets, user, **values):
        return (
            self.env["satisfaction.close.without.survey"]
            .with_user(user)
            .with_context(active_model="helpdesk.ticket", active_ids=tickets.ids)
            .create({"stage_id": self.stage_closed.id, **values})
        )

    def test_close_without_survey(self):
        """R20, R29: closed with a reason; it stands in the list of those not asked."""
        group = self.env.ref("client_satisfaction.group_close_without_survey")
        self.agent.group_ids += group
        tickets = self._make_tickets(2)
        wizard = self._wizard(tickets, self.agent, reason="  Opened by mistake ")
        wizard.action_close()
        self.assertTrue(all(tickets.mapped("closed")))
        rows = self._ledger(tickets)
        self.assertEqual(set(rows.mapped("skip_reason")), {"closed_without_survey"})
        self.assertEqual(set(rows.mapped("skip_note")), {"Opened by mistake"})

    def test_close_without_survey_needs_right_and_reason(self):
        """R29: without the right, or without saying why, nothing happens."""
        ticket = self._make_tickets()
        with self.assertRaises(AccessError):
            self._wizard(ticket, self.agent, reason="I want to")
        with self.assertRaises(UserError):
            self._wizard(ticket, self.program_manager, reason="   ").action_close()
        with self.assertRaises(UserError):
            self._wizard(
                ticket,
                self.program_manager,
                reason="x",
                stage_id=self.stage_open.id,
            ).action_close()
        self.assertFalse(ticket.closed)
        # The context alone gives no right.
        ticket.with_user(self.agent).with_context(
            satisfaction_close_note="Please don't ask"
        ).write({"stage_id": self.stage_closed.id})
        self.assertEqual(self._ledger(ticket).state, "planned")

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------
    def _live_a_month(self, days=30):
        """Tickets closed day by day: most kinds of reasons occur."""
        people = [self._stranger() for _number in range(6)]
        people[1].satisfaction_opt_out = True
        people[2].email = "no-reply@acme.example"
        tickets = self.env["helpdesk.ticket"]
        for day in range(days):
            with freeze_time(START + timedelta(days=day)):
                ticket = self._make_tickets(
                    partner_id=people[day % 6].id,
                    priority=str(day % 4),
                    duplicate_id=tickets[:1].id if day % 7 == 3 else False,
                )
                stage = self.stage_rejected if day % 9 == 5 else self.stage_closed
                ticket.with_user(self.agent).sudo().stage_id = stage
                tickets |= ticket
            later = START + timedelta(days=day, hours=3)
            with freeze_time(later), self._without_commit():
                self.env["satisfaction.request"]._cron_send()
        return tickets

    def _preview(self, rule, day=30):
        with freeze_time(START + timedelta(days=day)):
            action = rule.with_user(self.program_manager).action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        counts = {line.outcome: line.ticket_count for line in preview.line_ids}
        return preview, counts

    def test_preview_is_what_planning_did(self):
        """R20: the preview counts what the same rule has really done, and why not."""
        with freeze_time(START):
            self._make_program(self.company, 2026)
        self.rule.write({"share": 80, "cool_down_days": 10})
        other = self.rule.copy({"sequence": 99})
        self.rule.ticket_domain = "[('priority', '!=', '3')]"
        other.ticket_domain = "[('priority', '=', '3'), ('name', '=', 'Nothing')]"
        tickets = self._live_a_month()
        rows = self._ledger(tickets)
        real = Counter(row.skip_reason or "planned" for row in rows)
        self.assertGreaterEqual(len(real), 7, real)
        before = self.env["satisfaction.request"].search_count([])
        preview, counts = self._preview(self.rule)
        self.assertEqual(counts, dict(real))
        self.assertEqual(preview.ticket_count, len(tickets))
        self.assertEqual(preview.planned_count, real["planned"])
        self.assertAlmostEqual(sum(preview.line_ids.mapped("share")), 100, 0)
        after = self.env["satisfaction.request"].search_count([])
        self.assertEqual(before, after, "trying out writes nothing")

    def test_preview_of_a_rule_to_be(self):
        """R20, R3: also before the programme runs, and for a rule that is off."""
        with freeze_time(START):
            program = self._make_program(self.company, 2026)
        tickets = self._live_a_month(12)
        program.state = "draft"
        self.rule.share = 1
        rule = self.rule.copy({"active": False, "share": 100, "cool_down_days": 0})
        _preview, counts = self._preview(rule, 12)
        reasons = Counter(self._ledger(tickets).mapped("skip_reason"))
        for reason in ("opted_out", "no_reply", "duplicate", "stage_excluded"):
            self.assertEqual(counts.get(reason, 0), reasons[reason], reason)
        self.assertEqual(sum(counts.values()), 12)
        self.assertNotIn("program_not_running", counts)
        # Behind another rule that takes every ticket nothing is left.
        rule.write({"active": True, "sequence": 99})
        _preview, counts = self._preview(rule, 12)
        self.assertNotIn("planned", counts)
        self.assertTrue(counts["other_rule"])

    def test_preview_of_automatic_closing(self):
        """R20: who closed a ticket is read from the ticket's own history."""
        with freeze_time(START):
            self._make_program(self.company, 2026)
            self.rule.write({"skip_automatic": True, "cool_down_days": 0})
            by_job, by_agent = self._make_tickets(2)
            for ticket, user in ((by_job, SUPERUSER_ID), (by_agent, self.agent)):
                # with the tracking that tests switch off otherwise
                tracked = ticket.with_user(user).sudo().with_context({})
                tracked.stage_id = self.stage_closed
                self.env.flush_all()
                self.env.cr.precommit.run()
        _preview, counts = self._preview(self.rule, 1)
        self.assertEqual(counts, {"planned": 1, "closed_automatically": 1})

    def test_preview_only_of_tickets(self):
        """R22: a rule of the calendar has no tickets to be tried out on."""
        rule = self.rule.copy({"trigger": "periodic"})
        with self.assertRaises(UserError):
            rule.action_preview()
