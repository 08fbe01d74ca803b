# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Not to be asked any more: by our page, or by the mail program's one click."""

from odoo.tests import tagged

from .answer_page_case import AnswerPageCase


@tagged("post_install", "-at_install")
class TestAnswerPageOptOut(AnswerPageCase):
    def test_the_link_asks_back(self):
        """R27: following the link changes nothing; a button does."""
        ask = self._make_ask()
        planned = self._make_entry()
        foreign = self._make_entry(partner_id=self.leader.id)
        path = self._path(ask, "/opt-out")
        with self.assertNothingChanges():
            self.assertOwnPage(self._get(path), 200)
            self.assertOwnPage(self._get(path, method="HEAD") and self._get(path), 200)
        response = self._post(path)
        self.assertOwnPage(response, 200)
        self.env.invalidate_all()
        self.assertTrue(self.contact.satisfaction_opt_out)
        self.assertFalse(self.leader.satisfaction_opt_out)
        self.assertEqual(planned.state, "cancelled")
        self.assertTrue(planned.cancel_reason)
        self.assertEqual(foreign.state, "planned")
        self.assertEqual(ask.state, "sent", "what is asked already may be answered")
        self.assertIn("satisfaction surveys", self.contact.message_ids[0].body)
        with self.assertNothingChanges():
            self.assertOwnPage(self._get(path), 200)
            self.assertOwnPage(self._post_raw(path, {"x": "y"}), 400)

    def test_one_click(self):
        """R27: RFC 8058: exactly that body works without a page, nothing else does."""
        ask = self._make_ask()
        path = self._path(ask, "/opt-out")
        refused = (
            {},
            {"List-Unsubscribe": "one-click"},
            {"List-Unsubscribe": "One-Click", "more": "x"},
            {"List-Unsubscribe": ["One-Click", "One-Click"]},
            {"csrf_token": "x", "mark": "y"},
        )
        for body in refused:
            with self.subTest(body=body), self.assertNothingChanges():
                self.assertOwnPage(self._post_raw(path, body), 400)
        response = self._post_raw(path, {"List-Unsubscribe": "One-Click"})
        self.assertOwnPage(response, 200)
        self.contact.invalidate_recordset()
        self.assertTrue(self.contact.satisfaction_opt_out)
        with self.assertNothingChanges():
            again = self._post_raw(
                path, None, files={"List-Unsubscribe": (None, "One-Click")}
            )
            self.assertOwnPage(again, 200)

    def test_one_click_does_not_answer(self):
        """R27: the one-click body is no answer."""
        ask = self._make_ask()
        with self.assertNothingChanges():
            response = self._post_raw(
                self._path(ask), {"List-Unsubscribe": "One-Click"}
            )
        self.assertOwnPage(response, 400)

    def test_from_any_link(self):
        """R27: the link of an old mail still opts out; an unknown one does not."""
        ask = self._answer(self._make_ask(), 5)
        self.assertOwnPage(self._post(self._path(ask, "/opt-out")), 200)
        self.contact.invalidate_recordset()
        self.assertTrue(self.contact.satisfaction_opt_out)
        with self.assertNothingChanges():
            response = self._post_raw(
                "/satisfaction/" + "0" * 32 + "/opt-out",
                {"List-Unsubscribe": "One-Click"},
            )
        self.assertOwnPage(response, 404)

    def test_contact_without_a_record(self):
        """R27: where only the address is left, its planned asks are taken back."""
        ask = self._make_ask()
        planned = self._make_entry()
        (ask + planned).write({"partner_id": False, "email": "old@acme.example"})
        bystander = self._make_entry()
        bystander.write({"partner_id": False, "email": "other@acme.example"})
        self.assertOwnPage(self._post(self._path(ask, "/opt-out")), 200)
        self.env.invalidate_all()
        self.assertEqual(planned.state, "cancelled")
        self.assertEqual(bystander.state, "planned")
