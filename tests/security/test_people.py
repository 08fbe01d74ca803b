# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestPeople(SatisfactionCommon):
    """Who must not know, and who must not answer."""

    def test_nobody_sees_a_link(self):
        """Whoever knows the link may answer: no role reads or searches for it."""
        ask = self._close_ticket()
        case = self.env["satisfaction.case"].create(
            {"partner_id": self.contact.id, "origin": "complaint"}
        )
        case._portal_ensure_token()
        for record in (ask, case):
            for user in (
                self.agent,
                self.interviewer,
                self.client_manager,
                self.senior_manager,
                self.program_manager,
            ):
                seen = record.with_user(user)
                with self.subTest(record=record._name, user=user.login):
                    self.assertNotIn("access_token", seen.fields_get())
                    for way in (
                        lambda seen=seen: seen.read(["access_token"]),
                        lambda seen=seen: seen.search([("access_token", "!=", False)]),
                        lambda seen=seen: seen._read_group([], ["access_token"]),
                        lambda seen=seen: seen.search([], order="access_token"),
                    ):
                        with self.assertRaises(AccessError):
                            way()

    def test_relationship_answers_stay_with_those_concerned(self):
        """R72: a VIP's answer about the whole is for the client's manager and the
        management, not for agents who solved a ticket, nor for interviewers."""
        vip = self._make_contact(self.client, "Vera", satisfaction_role="vip")
        answer = self._answered(
            1, 2, 1, code="questionnaire", partner_id=vip.id, comment="Between us"
        )
        lines = answer.user_input_id.user_input_line_ids
        self.assertTrue(lines)
        for user, may in (
            (self.agent, False),
            (self.other_agent, False),
            (self.interviewer, False),
            (self.other_client_manager, False),
            (self.plain_user, False),
            (self.client_manager, True),
            (self.senior_manager, True),
            (self.program_manager, True),
        ):
            for record in (answer, answer.user_input_id, lines):
                with self.subTest(user=user.login, record=record._name):
                    self.assertEqual(record.with_user(user).has_access("read"), may)

    def test_results_of_waves(self):
        """R68: interviewers know that there is a wave, not how it went.

        Client managers see their clients' results, not those of the whole wave: from
        a small one they could take their own away and read somebody else's.
        """
        fields_of = {
            user: self.env["satisfaction.wave"].with_user(user).fields_get()
            for user in (self.interviewer, self.client_manager, self.senior_manager)
        }
        for name in ("points", "nps", "satisfied_share", "result_html", "points_text"):
            self.assertNotIn(name, fields_of[self.interviewer])
            self.assertNotIn(name, fields_of[self.client_manager])
            self.assertIn(name, fields_of[self.senior_manager])
        self.assertIn("name", fields_of[self.interviewer])
