# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Complaints: one door, whichever way they come."""

from markupsafe import Markup

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .builders import ImproveCommon


@tagged("post_install", "-at_install")
class TestCaseComplaint(ImproveCommon):
    def _record(self, **values):
        return self.env["satisfaction.case"]._record_complaint(
            {
                "text": "Nobody <i>calls</i> back",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "way": "phone",
                **values,
            }
        )

    def _ticket(self, **values):
        return self.env["helpdesk.ticket"].create(
            {
                "name": "No internet",
                "description": "<p>Down</p>",
                "partner_id": self.contact.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def _mails(self, case):
        return self.env["mail.mail"].search(
            [("subject", "like", case.name), ("email_to", "ilike", "ann@acme")]
        )

    def test_recorded_with_people_deadlines_and_plan(self):
        """R83, R84, R99: client, people, deadlines, severity and activities stand."""
        case = self._record(can_work="limited", subject="No call")
        self.assertEqual(
            (case.origin, case.client_id, case.client_manager_id, case.severity),
            ("complaint", self.client, self.manager, "2"),
        )
        self.assertEqual(case.complaint, "<p>Nobody &lt;i&gt;calls&lt;/i&gt; back</p>")
        self.assertTrue(case.contact_deadline and case.report_deadline)
        self.assertIn("Manager", case.activity_ids.user_id.mapped("name"))
        self.assertEqual(case._get_client_title(), "No call")

    def test_cannot_work_brings_senior_management(self):
        """R99, R78: work stands still: critical, senior management is on the call."""
        case = self._record(can_work="no")
        self.assertEqual((case.severity, case.follow_up_level), ("3", "senior"))
        self.assertEqual(case.senior_manager_id, self.senior)
        kinds = [kind for kind, _user, _day in self._activities(case)]
        self.assertIn("senior_call", kinds)

    def test_raising_severity_starts_the_further_plan(self):
        """R99: raised to critical: the senior joins; nobody gets a task twice."""
        case = self._record(can_work="yes")
        self.assertEqual(case.severity, "1")
        before = self._activities(case)
        case.with_user(self.manager).severity = "3"
        after = self._activities(case)
        self.assertEqual(case.follow_up_level, "senior")
        self.assertEqual(len(after), len(before) + 1)
        self.assertEqual(
            {kind for kind, *_ in after} - {k for k, *_ in before}, {"senior_call"}
        )

    def test_acknowledged_at_once(self):
        """R74: the contact is told that it arrived, who calls, until when; once."""
        case = self._record()
        mails = self._mails(case)
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails.state, "outgoing")
        self.assertIn("ann@acme.example", mails.email_to)
        self.assertIn("Manager", mails.body_html)
        self.assertIn("auto-generated", mails.headers)
        self.assertFalse(mails.res_id, "whoever reads the case must not find the link")
        self.assertIn(case.sudo().access_token, mails.body_html)
        self.assertTrue(case.acknowledged_at)
        case._acknowledge()
        self.assertEqual(len(self._mails(case)), 1)

    def test_broken_template_loses_nothing(self):
        """R74: a broken template: the case stands, the mail comes later."""
        template = self.env.ref("client_satisfaction.mail_template_complaint")
        good = template.subject
        template.subject = "{{ object.no_such_field }}"
        with mute_logger(
            "odoo.addons.client_satisfaction.models.improve.case_complaint",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            case = self._record()
        self.assertTrue(case.acknowledge_pending)
        self.assertFalse(case.acknowledged_at)
        template.subject = good
        self.env["satisfaction.case"]._retry_acknowledge()
        self.assertFalse(case.acknowledge_pending)
        self.assertEqual(len(self._mails(case)), 1)

    def test_same_ticket_joins_the_open_case(self):
        """R84: again about the same ticket: a message on the case, no second case."""
        ticket = self._ticket()
        case = self._record(ticket_id=ticket.id, can_work="yes")
        again = self._record(ticket_id=ticket.id, text="Still nothing", can_work="no")
        self.assertEqual(case, again)
        self.assertEqual((case.severity, case.can_work), ("3", "no"))
        message = case._get_client_messages()
        self.assertEqual(len(message), 1)
        self.assertEqual(message.author_id, self.contact)
        self.assertIn("Still nothing", message.body)
        self.assertEqual(len(self._mails(case)), 1, "acknowledged once")

    def test_joins_the_case_of_a_low_answer(self):
        """R84: a complaint about a ticket that was rated low goes to that case."""
        ticket = self._ticket()
        case = self._open(40, ticket_id=ticket.id)
        self.assertEqual(self._record(ticket_id=ticket.id), case)
        self.assertEqual(case.origin, "answer")

    def test_other_ticket_or_closed_case_opens_a_new_one(self):
        """R84: another ticket, another contact or a closed case: a new case."""
        ticket, other = self._ticket(), self._ticket()
        case = self._record(ticket_id=ticket.id)
        self.assertNotEqual(self._record(ticket_id=other.id), case)
        colleague = self.contact.copy({"name": "Bob", "email": "bob@acme.example"})
        self.assertNotEqual(
            self._record(ticket_id=ticket.id, partner_id=colleague.id), case
        )
        case.with_context(satisfaction_history=True).write(
            {
                "call_notes": "<p>Said.</p>",
                "root_cause_ids": self.env.ref(
                    "client_satisfaction.root_cause_communication"
                ).ids,
                "decision": "accepted",
                "client_word": "Fine",
                "state": "closed",
            }
        )
        self.assertNotEqual(self._record(ticket_id=ticket.id), case)

    def test_double_click_is_one_complaint(self):
        """R84: the same words twice are one case without a second message."""
        case = self._record()
        self.assertEqual(self._record(text="  nobody <I>calls</I>  back "), case)
        self.assertFalse(case._get_client_messages())
        self.assertNotEqual(self._record(text="Something else"), case)

    def test_no_text_is_refused(self):
        """R84: an empty complaint is refused with a sentence; nothing is written."""
        count = self.env["satisfaction.case"].search_count([])
        for text in ("", "   ", Markup("<p><br></p>"), None):
            with self.subTest(text=text), self.assertRefused("no text"):
                self._record(text=text)
        self.assertEqual(self.env["satisfaction.case"].search_count([]), count)

    def test_free_text_is_escaped(self):
        """Security: plain text never becomes markup."""
        case = self._record(text="<script>alert(1)</script>")
        self.assertNotIn("<script", case.complaint)

    def test_unknown_sender_waits_for_the_programme_manager(self):
        """R84: nobody is known: the programme manager gets it, and names the client."""
        case = self._record(partner_id=False, email_from="Eve <eve@nowhere.example>")
        self.assertFalse(case.client_id)
        self.assertEqual(case.client_manager_id, self.boss)
        self.assertIn(self.boss, case.activity_ids.user_id)
        mine = case.with_user(self.boss)
        with self.assertRefused("who complained"):
            mine.write({"state": "contacted"})
        mine.partner_id = self.contact
        self.assertEqual(case.client_id, self.client)
        self.assertEqual(case.client_manager_id, self.manager)
        mine.action_contacted()

    def test_agent_records_but_cannot_read_others(self):
        """R84: an agent records a complaint on the form and sees only that one."""
        foreign = self._record()
        own = (
            self.env["satisfaction.case"]
            .with_user(self.agent)
            .create(
                {
                    "client_id": self.client.id,
                    "partner_id": self.contact.id,
                    "complaint": "<p>Told me on the phone</p>",
                    "complaint_way": "phone",
                    "can_work": "no",
                }
            )
        )
        self.assertEqual((own.severity, own.follow_up_level), ("3", "senior"))
        visible = self.env["satisfaction.case"].with_user(self.agent).search([])
        self.assertIn(own, visible)
        self.assertNotIn(foreign, visible)

    def test_token_is_nobody_elses(self):
        """Security: staff can't read the link that speaks for the client."""
        from odoo.exceptions import AccessError

        case = self._record()
        for user in (self.manager, self.boss, self.senior):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                case.with_user(user).read(["access_token"])

    def test_second_worker_gets_told_to_try_again(self):
        """R84: two workers at once: the second begins anew and joins the first."""
        from unittest.mock import patch

        from odoo.exceptions import ConcurrencyError

        ticket = self._ticket()
        case = self._record(ticket_id=ticket.id)
        Case = type(self.env["satisfaction.case"])
        nothing = self.env["satisfaction.case"]
        with (
            patch.object(Case, "_find_open_complaint", lambda *args: nothing),
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError),
        ):
            self._record(ticket_id=ticket.id, text="At the same moment")
        self.assertEqual(
            self._record(ticket_id=ticket.id, text="At the same moment"), case
        )

    def test_five_whys(self):
        """R85: chains of whys are numbered, and what they end with is a root cause."""
        case = self._record().with_user(self.manager)
        cause = self.env.ref("client_satisfaction.root_cause_communication_late")
        policy = self.env.ref("client_satisfaction.root_cause_company_first_policy")
        case.why_ids = [
            (0, 0, {"sequence": 1, "name": "Nobody called"}),
            (0, 0, {"sequence": 2, "name": "No list", "root_cause_id": cause.id}),
            (0, 0, {"sequence": 3, "name": "It was late", "root_cause_id": policy.id}),
        ]
        self.assertEqual(case.why_ids.mapped("number"), [1, 2, 1])
        self.assertEqual(case.root_cause_ids, cause | policy)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            case.state = "closed"
        whys = self.env["satisfaction.case.why"].with_user(self.agent)
        self.assertFalse(whys.search([("case_id", "=", case.id)]))

    def test_pareto_groups_by_cause(self):
        """R85, R125: the cases behind each cause, the longest bar first."""
        causes = self.env["satisfaction.root.cause"].search([], limit=2)
        first, second = self._record(), self._record(text="Another")
        first.root_cause_ids = causes
        second.root_cause_ids = causes[0]
        groups = self.env["satisfaction.case"]._read_group(
            [("id", "in", (first | second).ids)],
            ["root_cause_ids"],
            ["__count"],
            order="__count DESC",
        )
        self.assertEqual(groups, [(causes[0], 2), (causes[1], 1)])

    def test_guide_of_the_programme(self):
        """R97, R98, R122: the programme's own text replaces the ready-made one."""
        case = self._record().with_user(self.service)
        self.assertFalse(case.has_guide_upset)
        self.program.guide_upset = "<p>Breathe first.</p>"
        self.assertTrue(case.has_guide_upset)
        self.assertIn("Breathe", case.guide_upset)
        self.assertFalse(case.has_guide_partnership)

    def test_open_actions_hold_the_case(self):
        """R92: not done over open actions, unless somebody writes why."""
        case = self._record()
        case.with_context(satisfaction_history=True).write(
            {
                "call_notes": "<p>Said.</p>",
                "commitment_date": "2026-12-01",
                "planned_actions": "<p>Call weekly</p>",
                "state": "committed",
            }
        )
        action = self.env["satisfaction.action"].create(
            {
                "name": "Weekly call",
                "company_id": self.company.id,
                "date_due": "2026-12-01",
                "user_id": self.manager.id,
                "client_ids": self.client.ids,
                "case_ids": case.ids,
            }
        )
        mine = case.with_user(self.manager)
        with self.assertRefused("Actions still open on .*: 1"):
            mine.action_done()
        self.assertEqual(case.state, "committed")
        mine.open_actions_reason = "Goes on every week"
        mine.action_done()
        self.assertEqual((case.state, action.state), ("done", "planned"))
