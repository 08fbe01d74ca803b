# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the button on the answer page to the people's lists, over HTTP."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..ask.answer_page_case import AnswerPageCase


@tagged("post_install", "-at_install")
class TestAfterAnswer(AnswerPageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.senior_manager_id = cls.senior_manager
        cls.env["base.automation"]._unregister_hook()
        cls.env["base.automation"]._register_hook()

    def _give(self, ask, *ratings):
        names = ("solution", "speed", "communication")
        response = self._post(
            self._path(ask),
            {
                self._name(name): str(rating)
                for name, rating in zip(names, ratings, strict=True)
            },
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn(f"{self._path(ask)}/thanks", response.text)
        ask.invalidate_recordset()

    def _mails(self, ask):
        return self.env["mail.mail"].search(
            [("model", "=", ask._name), ("res_id", "=", ask.id)]
        )

    def test_visitor_answers_two(self):
        """R74–R79, R81: a visitor's 2 of 5: thanks, case, plan, all in one request."""
        self.program.correction_minutes = 0
        ask = self._make_ask(category_id=self.category.id)
        self._give(ask, 5, 2, 5)
        case = ask.case_id
        self.assertRecordValues(
            case,
            [
                {
                    "follow_up_level": "senior",
                    "client_manager_id": self.client_manager.id,
                    "service_manager_id": self.service_manager.id,
                    "senior_manager_id": self.senior_manager.id,
                    "worst_points": 40.0,
                }
            ],
        )
        self.assertEqual(
            sorted(case.activity_ids.user_id.mapped("login")),
            sorted(
                (
                    self.client_manager + self.service_manager + self.senior_manager
                ).mapped("login")
            ),
        )
        self.assertEqual(len(case.activity_ids), 4)
        mail = self._mails(ask)
        self.assertEqual(mail.email_to, self.contact.email)
        self.assertIn(self.senior_manager.name, mail.body_html)
        public = self.env.ref("base.public_user").partner_id
        self.assertNotIn(public, case.message_ids.author_id)
        # Nothing left the house within the visitor's request
        self.assertEqual(mail.state, "outgoing")

    def test_good_answer(self):
        """R30, R74: thanks, but neither case nor activity."""
        ask = self._make_ask()
        self._give(ask, 5, 4, 4)
        self.assertFalse(ask.case_id)
        self.assertEqual(len(self._mails(ask)), 1)
        self.assertFalse(ask.follow_up_after)

    def test_corrected_in_time(self):
        """D17: thanks once; the case waits, and a corrected 2 opens none."""
        ask, other = self._make_ask(), self._make_ask(partner_id=self.leader.id)
        self._give(ask, 2, 5, 5)
        self._give(other, 3, 5, 5)
        self.assertFalse((ask + other).case_id)
        raw = self._raw(solution=5, speed=5, communication=5)
        ask._correct_answer({ask.id: raw})
        self.assertEqual(len(self._mails(ask)), 1)
        low = (ask + other).filtered("follow_up_after")
        low.follow_up_after = fields.Datetime.now() - timedelta(minutes=1)
        with self._without_commit():
            self.env["satisfaction.case"]._cron_open_due()
        self.assertFalse(ask.case_id)
        self.assertEqual(other.case_id.follow_up_level, "manager")
