# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the call to the client's word: what each stage asks for, and who may."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .builders import CLIENT_MANAGER, ImproveCommon


@tagged("post_install", "-at_install")
class TestCaseWork(ImproveCommon):
    def setUp(self):
        super().setUp()
        self.case = self._open(40).with_user(self.manager)
        self.cause = self.env.ref("client_satisfaction.root_cause_communication_late")

    def test_whole_way(self):
        """R76, R79, R80, R83, R85, R92: stage by stage, each moment is kept."""
        case = self.case
        case.action_contacted()
        with self.assertRefused("the call notes"):
            case.action_analysed()
        case.call_notes = "<p>Waited three days without a word.</p>"
        case.action_analysed()
        with self.assertRefused("the planned actions"):
            case.action_committed()
        case.planned_actions = "<p>Call back within two hours</p>"
        case.action_committed()
        self.assertEqual(case.commitment_date, case.report_deadline)
        case.action_done()
        case.action_reviewed()
        with self.assertRefused("a root cause; the decision; the"):
            case.action_close()
        case.write(
            {
                "root_cause_ids": [Command.link(self.cause.id)],
                "decision": "accepted",
                "client_verdict": "satisfied",
            }
        )
        case.action_close()
        moments = [
            case[f"{stage}_at"]
            for stage in (
                "contacted",
                "analysed",
                "committed",
                "done",
                "reviewed",
                "closed",
            )
        ]
        self.assertTrue(all(moments))
        self.assertEqual(moments, sorted(moments))
        case.action_reopen()
        self.assertEqual(case.state, "contacted")
        self.assertFalse(case.closed_at or case.analysed_at)
        self.assertEqual(case.contacted_at, moments[0])

    def test_empty_notes_are_no_notes(self):
        """R76: what the editor leaves behind when it is empty doesn't count."""
        self.case.call_notes = "<p><br></p>"
        with self.assertRefused("the call notes"):
            self.case.action_analysed()

    def test_no_way_around(self):
        """R85, R92: dragging the card or writing by RPC meets the same checks."""
        with self.assertRaises(ValidationError):
            self.case.write({"state": "closed"})
        with self.assertRaises(ValidationError):
            self.case.write({"state": "analysed"})

    def test_closing_without_each(self):
        """R85, R90: cause, decision and the client's word, one by one."""
        complete = {
            "call_notes": "<p>Notes</p>",
            "root_cause_ids": [Command.link(self.cause.id)],
            "decision": "accepted",
            "client_word": "Fine now",
        }
        for left_out, sentence in (
            ("call_notes", "call notes"),
            ("root_cause_ids", "a root cause"),
            ("decision", "the decision"),
            ("client_word", "the client's word"),
        ):
            with self.subTest(left_out):
                case = self._open(60).with_user(self.manager)
                values = {k: v for k, v in complete.items() if k != left_out}
                with self.assertRefused(sentence):
                    case.write({**values, "state": "closed"})
        case = self._open(60).with_user(self.manager)
        case.write({**complete, "state": "closed"})
        # And not taken away afterwards
        with self.assertRefused("a root cause"):
            case.root_cause_ids = [Command.clear()]

    def test_client_out_of_reach(self):
        """R92: documented attempts count where the client gives no word."""
        self.case.write(
            {
                "call_notes": "<p>Not reached</p>",
                "root_cause_ids": [Command.link(self.cause.id)],
                "decision": "no_defect",
                "contact_attempts": "17 Nov 9:00 telephone; 18 Nov mail",
                "state": "closed",
            }
        )
        self.assertEqual(self.case.state, "closed")

    def test_declined_with_an_explanation(self):
        """R90: a request that can't be met is explained."""
        with self.assertRefused("the explanation for the client"):
            self.case.decision = "declined"
        self.case.write(
            {"decision": "declined", "decision_note": "Not in the agreement"}
        )

    def test_skipping_stages_counts_as_contacted(self):
        """R76: notes are taken on a contact, so its moment is kept."""
        self.case.write({"call_notes": "<p>Notes</p>", "state": "analysed"})
        self.assertTrue(self.case.contacted_at)

    def test_what_the_answer_says_stays(self):
        """D16: the client of a case from an answer can't be exchanged."""
        other = self.env["res.partner"].create({"name": "Other"})
        with self.assertRefused("can't be changed", UserError):
            self.case.client_id = other
        with self.assertRefused("opened by the programme", UserError):
            self.env["satisfaction.case"].with_user(self.manager).create(
                {
                    "client_id": self.client.id,
                    "request_id": self._ask(40).id,
                }
            )

    def test_answer_beside_the_notes(self):
        """R76: a service manager outside the ticket's team reads the answer as well."""
        question = self.env["survey.question"].create(
            {
                "title": "How <b>fast</b>?",
                "question_type": "scale",
                "scale_min": 1,
                "scale_max": 5,
                "survey_id": self.env["survey.survey"]
                .create({"title": "S", "survey_type": "satisfaction"})
                .id,
            }
        )
        answer = self.env["survey.user_input"].create(
            {"survey_id": question.survey_id.id, "state": "done"}
        )
        self.env["survey.user_input.line"].create(
            {
                "user_input_id": answer.id,
                "question_id": question.id,
                "answer_type": "scale",
                "value_scale": 2,
                "satisfaction_is_scored": True,
                "satisfaction_points": 40,
            }
        )
        request = self._ask(40, user_input_id=answer.id, comment="<script>alert(1)")
        case = self.env["satisfaction.case"]._open_from_requests(request)
        seen = case.with_user(self.service)
        self.assertIn("How &lt;b&gt;fast&lt;/b&gt;?", seen.answer_html)
        self.assertIn('text-danger">2 / 5<', seen.answer_html)
        self.assertEqual(seen.answer_comment, "<script>alert(1)")
        with self.assertRaises(AccessError):
            request.with_user(self.service).comment  # noqa: B018

    def test_root_causes(self):
        """R125: three roots with two to four children each, one tree."""
        roots = self.env["satisfaction.root.cause"].search(
            [("parent_id", "=", False), ("id", "in", self._shipped_causes())]
        )
        self.assertEqual(len(roots), 3)
        for root in roots:
            children = self.env["satisfaction.root.cause"].search(
                [("parent_id", "=", root.id)]
            )
            self.assertIn(len(children), (2, 3, 4))
            self.assertTrue(children[0].complete_name.startswith(f"{root.name} / "))

    def _shipped_causes(self):
        return (
            self.env["ir.model.data"]
            .search(
                [
                    ("module", "=", "client_satisfaction"),
                    ("model", "=", "satisfaction.root.cause"),
                ]
            )
            .mapped("res_id")
        )


@tagged("post_install", "-at_install")
class TestCaseRights(ImproveCommon):
    def test_who_sees_and_works_on_a_case(self):
        """R77, R78, R119: who takes part, and who has an eye on everything."""
        case = self._open(40)
        stranger = self._user("stranger", CLIENT_MANAGER)
        for user, may_read, may_write in (
            (self.manager, True, True),
            (self.service, True, True),
            (self.senior, True, True),
            (self.boss, True, True),
            (self.agent, False, False),
            (stranger, False, False),
        ):
            with self.subTest(user.name):
                seen = case.with_user(user)
                self.assertEqual(seen.has_access("read"), may_read)
                self.assertEqual(seen.has_access("write"), may_write)
                if may_read:
                    seen.read(["name", "answer_comment", "answer_html", "ticket_id"])
                if may_write:
                    seen.write({"call_notes": f"<p>{user.name}</p>"})
                else:
                    with self.assertRaises(AccessError):
                        seen.action_contacted()

    def test_colleague_without_a_role_works_on_the_form(self):
        """R77: naming somebody is enough: they open the case and write the notes."""
        colleague = self._user("norole", "base.group_user")
        self.client.client_service_manager_id = colleague
        self.category.satisfaction_service_manager_id = False
        case, other = self._open(40), self._open(40)
        other.sudo().service_manager_id = self.service
        with Form(case.with_user(colleague)) as form:
            self.assertEqual(form.client_id, self.client)
            form.call_notes = "<p>Waited</p>"
        case.with_user(colleague).action_contacted()
        self.assertFalse(other.with_user(colleague).has_access("read"))

    def test_recorder_sees_but_does_not_work_on_it(self):
        """R84: an agent sees the complaint they recorded; others work on it."""
        case = (
            self.env["satisfaction.case"]
            .with_user(self.agent)
            .create({"partner_id": self.contact.id})
        )
        self.assertTrue(case.has_access("read"))
        with self.assertRaises(AccessError):
            case.action_contacted()

    def test_nobody_deletes_a_case(self):
        """R83: feedback isn't deleted, not even by the programme manager."""
        case = self._open(40)
        for user in (self.manager, self.senior, self.boss):
            with self.assertRaises(AccessError):
                case.with_user(user).unlink()

    def test_other_company(self):
        """R83: a programme manager of another company sees nothing."""
        other = self.env["res.company"].create({"name": "Other"})
        case = self._open(40)
        boss = self._user("otherboss", "client_satisfaction.group_program_manager")
        boss.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.assertFalse(case.with_user(boss).has_access("read"))
