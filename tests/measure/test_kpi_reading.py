# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .builders import Q2
from .kpi_case import KpiCommon


class TestKpiReading(KpiCommon):
    """Who reads which KPI values, and what they were computed from."""

    def test_rights(self):
        """R12: agents see their own, client managers their clients', nobody writes."""
        other = self._make_client(
            "Other", client_manager_id=self.other_client_manager.id
        )
        for client, user in ((self.client, self.agent), (other, self.other_agent)):
            self._add_answers(
                "ticket", [60] * 6, "2026-05-10", client=client, user_id=user.id
            )
        self._compute()
        names = {
            "company": self._kpi("tickets", Q2),
            "mine": self._kpi("tickets", Q2, "agent", self.agent),
            "colleague": self._kpi("tickets", Q2, "agent", self.other_agent),
            "client": self._kpi("tickets", Q2, "client", self.client),
            "other client": self._kpi("tickets", Q2, "client", other),
        }
        self.assertTrue(all(names.values()))
        seen = {
            self.agent: {"mine"},
            # The company's total less one's own clients would be the others'.
            self.client_manager: {"client"},
            self.other_client_manager: {"other client"},
            self.program_manager: set(names),
            self.senior_manager: set(names),
            self.interviewer: set(),
        }
        for user, expected in seen.items():
            values = self.kpis.with_user(user).search([("kpi", "=", "tickets")])
            with self.subTest(user=user.login):
                self.assertEqual(
                    {name for name, value in names.items() if value in values},
                    expected,
                )
                with self.assertRaises(AccessError):
                    names["mine"].with_user(user).write({"n": 1})
        with self.assertRaises(AccessError):
            self.kpis.with_user(self.plain_user).search([])

    def test_other_company(self):
        """Values of another company stay there."""
        company = self.env["res.company"].create({"name": "Other company"})
        self._add_answers("ticket", [60] * 6, "2026-05-10")
        self._compute()
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,client_satisfaction.group_senior_management",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.kpis.with_user(stranger).search([]))

    def test_records_behind(self):
        """R114: a value opens what it was computed from."""
        self._add_answers("ticket", [60] * 6, "2026-05-10")
        self._add_answers("ticket", [60], "2026-07-10")
        self._compute()
        value = self._kpi("tickets", Q2).with_user(self.program_manager)
        action = value.action_open_records()
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), 6
        )
        scores = self._kpi("score", Q2).action_open_records()
        self.assertEqual(
            self.env[scores["res_model"]].search(scores["domain"]), self._score(Q2)
        )
        self.assertIn("<svg", str(value.sparkline))
        self.assertEqual(value.figure_text, "60.0 (52.1–67.9, n = 6)")
