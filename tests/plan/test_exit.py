# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Closing a programme: the exit checklist, evidence, and closing without it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..common import SatisfactionCommon


class TestExitChecklist(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.program.with_user(cls.program_manager)
        cls.checks = {check.code: check for check in cls.mine.exit_check_ids}

    def _confirm_all(self):
        for check in self.checks.values():
            check.note = "Board meeting of 12 January, minutes in the archive"
            check.action_confirm()

    def _make_case(self):
        return self.env["satisfaction.case"].create(
            {
                "client_id": self.client.id,
                "partner_id": self.contact.id,
                "client_word": "Nobody called back.",
            }
        )

    def _say(self, code):
        check = self.checks[code]
        check.invalidate_recordset()
        return check.verdict, check.finding

    def test_the_list(self):
        """R13: both results received, communicated, improved, done, reviewed."""
        self.assertEqual(
            self.mine.exit_check_ids.mapped("code"),
            [
                "event_results",
                "relationship_results",
                "communicated",
                "improvements",
                "actions_done",
                "reviewed",
            ],
        )
        self.assertEqual(self.mine.exit_open_count, 6)

    def test_closing_is_refused_with_the_list(self):
        """R13: what is open is named, and the programme goes on."""
        self.checks["communicated"].note = "Town hall of 3 February"
        self.checks["communicated"].action_confirm()
        with self.assertRaisesKept(UserError) as refused:
            self.mine.action_close()
        text = str(refused.exception)
        self.assertIn("received the results of the event surveys", text)
        self.assertNotIn("communicated inside", text)
        self.assertEqual(self.mine.state, "running")
        with self.assertRaisesKept(UserError):
            self.mine.action_close("   ")
        self.assertEqual(self.mine.state, "running")

    def test_closing_with_everything_confirmed(self):
        """R13: each point by name and moment, then the year closes."""
        self._confirm_all()
        self.assertEqual(self.mine.exit_check_ids.confirmed_by_id, self.program_manager)
        self.mine.action_close()
        self.assertEqual(self.mine.state, "closed")
        self.assertFalse(self.mine.closing_reason)

    def test_closing_all_the_same(self):
        """R13: the override is the programme manager's, with reason, recorded."""
        action = self.mine.action_ask_close()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.program_manager)
            .with_context(**action["context"])
            .create({"reason": "The company is <b>sold</b>"})
        )
        self.assertEqual(wizard.open_check_ids, self.mine.exit_check_ids)
        wizard.action_close()
        self.assertEqual(self.mine.state, "closed")
        self.assertEqual(self.mine.closing_reason, "The company is <b>sold</b>")
        body = str(self.mine.message_ids[0].body) + str(self.mine.message_ids[1].body)
        self.assertIn("Improvements of the service were identified", body)
        self.assertIn("&lt;b&gt;sold", body)
        for user in (self.client_manager, self.senior_manager):
            with self.assertRaises(AccessError):
                self.env["satisfaction.program.close"].with_user(user).create(
                    {"program_id": self.program.id, "reason": "x"}
                )
            with self.assertRaises(AccessError):
                self.program.with_user(user).action_close("x")

    def test_negative_feedback_still_open(self):
        """R13: nobody confirms what the figures deny."""
        self.assertEqual(self._say("actions_done")[0], "met")
        case = self._make_case()
        verdict, finding = self._say("actions_done")
        self.assertEqual(verdict, "open")
        self.assertIn("cases 1,", finding)
        self.checks["actions_done"].note = "All fine"
        with self.assertRaisesRegex(UserError, "can't be confirmed yet: .*cases 1,"):
            self.checks["actions_done"].action_confirm()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE satisfaction_case SET state = 'done' WHERE id = %s", case.ids
        )
        case.invalidate_recordset()
        self.assertEqual(self._say("actions_done")[0], "met")
        self.assertEqual(self._say("reviewed")[0], "open")

    def test_reopened_after_the_confirmation(self):
        """R13: a case that comes after the confirmation opens the point again."""
        self._confirm_all()
        self._make_case()
        self.mine.exit_check_ids.invalidate_recordset()
        self.assertEqual(self.checks["reviewed"].state, "open")
        with self.assertRaisesRegex(UserError, "can't be closed yet"):
            self.mine.action_close()

    def test_evidence(self):
        """R13: what only a person knows needs evidence."""
        check = self.checks["communicated"]
        with self.assertRaisesRegex(UserError, "Say how one can see"):
            check.action_confirm()
        check.note = " "
        with self.assertRaisesRegex(UserError, "Say how one can see"):
            check.action_confirm()
        check.attachment_ids = [
            Command.create({"name": "minutes.txt", "raw": b"12 January"})
        ]
        read = check.with_user(self.senior_manager).attachment_ids
        self.assertEqual(read.raw, b"12 January")
        check.action_confirm()
        self.assertEqual(check.state, "done")
        check.action_withdraw()
        self.assertFalse(check.confirmed_by_id)

    def test_results(self):
        """R13: the figures say how many answers there are on either side."""
        self._answered(5, 5, 5)
        self.assertIn("Answers: 1;", self._say("event_results")[1])
        self.assertIn("Nobody answered", self._say("relationship_results")[1])
        self._answered(4, 4, 4, code="questionnaire")
        self.assertIn("Answers: 1;", self._say("relationship_results")[1])

    def test_senior_management_confirms(self):
        """R13: management itself says that it has the results, and changes no more."""
        check = self.checks["event_results"].with_user(self.senior_manager)
        check.note = "Seen on 12 January"
        check.action_confirm()
        self.assertEqual(check.confirmed_by_id, self.senior_manager)
        with self.assertRaisesRegex(AccessError, "you may add evidence"):
            check.sequence = 3
        with self.assertRaises(AccessError):
            self.checks["communicated"].with_user(self.client_manager).note = "x"
        with self.assertRaises(AccessError):
            self.checks["communicated"].with_user(self.client_manager).action_confirm()
        with self.assertRaises(AccessError):
            self.checks["communicated"].with_user(self.agent).read(["note"])

    def test_own_points(self):
        """R13: own points can be added and taken away, the standard ones stay."""
        checks = self.checks["reviewed"].create(
            {"program_id": self.mine.id, "name": "The board has seen the report"}
        )
        self.assertEqual(checks.title, "The board has seen the report")
        checks.unlink()
        with self.assertRaisesRegex(UserError, "belongs to every programme"):
            self.checks["reviewed"].unlink()

    def test_closed_list_stays(self):
        """R13: after closing nobody mends the list."""
        self.mine.action_close("No time")
        with self.assertRaisesRegex(UserError, "is closed"):
            self.checks["communicated"].note = "Late thought"
        with self.assertRaisesRegex(UserError, "is closed"):
            self.checks["communicated"].create(
                {"program_id": self.mine.id, "name": "Late"}
            )
        self.mine.action_reopen()
        self.assertFalse(self.mine.closing_reason)
        self.checks["communicated"].note = "Better"

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_another_company(self):
        """Nobody sees another company's list."""
        company = self.env["res.company"].create({"name": "Other"})
        self.program_manager.company_ids += company
        program = self._make_program(company)
        self.program_manager.company_ids -= company
        with self.assertRaises(AccessError):
            program.exit_check_ids.with_user(self.program_manager).read(["note"])
        with self.assertRaises(AccessError):
            program.process_ids.with_user(self.program_manager).read(["note"])
