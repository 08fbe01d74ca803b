# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Themes: what many clients say, suggested by words, counted, merged."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .remark_case import RemarkCommon


@tagged("post_install", "-at_install")
class TestRemarkTheme(RemarkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.themes = cls.env["satisfaction.theme"]
        cls.themes.search([]).active = False
        cls.waiting = cls.themes.create(
            {
                "name": "Waiting without news",
                "description": "nobody calls back, no news about the ticket",
            }
        )
        cls.invoices = cls.themes.create({"name": "Invoices are hard to understand"})

    def _merge(self, themes, target, user=None):
        wizard = (
            self.env["satisfaction.theme.merge"]
            .with_user(user or self.client_manager)
            .with_context(active_model="satisfaction.theme", active_ids=themes.ids)
            .create({})
        )
        if target:
            wizard.target_id = target
        return wizard, wizard.action_merge

    def test_suggestion(self):
        """R109: the theme whose words a remark uses is suggested, never set; people
        take it with a click."""
        news = self._make_remark("There is no news about my ticket, nobody calls")
        bill = self._make_remark("I do not understand your invoices")
        other = self._make_remark("The coffee was excellent")
        self._collect()
        self.assertEqual(news.suggested_theme_id, self.waiting)
        self.assertEqual(bill.suggested_theme_id, self.invoices)
        self.assertFalse(other.suggested_theme_id)
        remarks = news + bill + other
        self.assertFalse(remarks.theme_id)
        remarks.with_user(self.client_manager).action_take_suggestion()
        self.assertEqual(news.theme_id, self.waiting)
        self.assertFalse(other.theme_id)

    def test_learns(self):
        """R109: the words of remarks put into a theme count; a new theme has
        everything compared again that still waits."""
        remark = self._make_remark("The coffee was excellent, more biscuits please")
        self._collect()
        self.assertFalse(remark.suggested_theme_id)
        self._make_remark(
            "Excellent coffee and biscuits",
            theme_id=self.themes.with_user(self.client_manager)
            .create({"name": "Hospitality"})
            .id,
        )
        self._collect()
        self.assertEqual(remark.suggested_theme_id.name, "Hospitality")

    def test_other_company(self):
        """R109: a theme of one company is not suggested in another."""
        self.invoices.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        remark = self._make_remark("I do not understand your invoices")
        self._collect()
        self.assertFalse(remark.suggested_theme_id)

    def test_counts(self):
        """R94, R109: clients, remarks, the worst answer; the heaviest is first."""
        for number in range(2):
            client = self._make_client(f"Client {number}")
            contact = self._make_contact(client, f"Person{number}")
            self._make_remark(
                contact=contact, theme_id=self.invoices.id, points=60 - 20 * number
            )
        self._make_remark(theme_id=self.waiting.id)
        self._make_remark(theme_id=self.waiting.id)
        refused = self._make_remark(theme_id=self.invoices.id)
        self.assertRecordValues(
            self.waiting + self.invoices,
            [
                {
                    "remark_count": 2,
                    "client_count": 1,
                    "open_count": 2,
                    "worst_points": False,
                },
                {
                    "remark_count": 3,
                    "client_count": 3,
                    "open_count": 3,
                    "worst_points": 40,
                },
            ],
        )
        self.assertEqual(self.themes.search([])[0], self.invoices)
        refused.write({"state": "declined", "decision_note": "No."})
        self.assertEqual(self.invoices.open_client_count, 2)
        self.assertEqual(self.invoices.client_count, 3)
        refused.active = False
        self.assertEqual(self.invoices.client_count, 2)

    def test_counts_are_everybodys(self):
        """R94: an agent sees the same counts as the programme manager, no words."""
        self._make_remark("Confidential", theme_id=self.waiting.id)
        theme = self.waiting.with_user(self.agent)
        theme.invalidate_recordset()
        self.assertEqual(theme.remark_count, 1)
        self.assertFalse(theme.remark_ids)

    def test_merge(self):
        """R109: merged themes give all their remarks, also archived ones and others'
        clients', and say where they went."""
        stranger = self._make_contact(self._make_client("Other"), "Eve")
        moved = self._make_remark(contact=stranger, theme_id=self.invoices.id)
        hidden = self._make_remark(theme_id=self.invoices.id, active=False)
        kept = self._make_remark(theme_id=self.waiting.id)
        _wizard, merge = self._merge(self.waiting + self.invoices, self.waiting)
        merge()
        self.assertEqual((moved + hidden + kept).theme_id, self.waiting)
        self.assertEqual(self.waiting.remark_count, 2)
        self.assertFalse(self.invoices.active)
        self.assertEqual(self.invoices.merged_into_id, self.waiting)
        self.assertEqual(self.invoices.remark_count, 0)

    def test_merge_keeps_the_heaviest(self):
        """R109: by default the theme most clients speak of is kept."""
        self._make_remark(theme_id=self.invoices.id)
        wizard, _merge = self._merge(self.waiting + self.invoices, None)
        self.assertEqual(wizard.target_id, self.invoices)

    def test_merge_refused(self):
        """R109: one theme is nothing to merge; a company's theme takes no others'."""
        _wizard, merge = self._merge(self.waiting, self.waiting)
        with self.assertRaisesRegex(UserError, "two themes or more"):
            merge()
        self.waiting.company_id = self.company
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.invoices.company_id = elsewhere
        _wizard, merge = self._merge(
            self.waiting + self.invoices, self.waiting, self.env.user
        )
        with self.assertRaisesRegex(UserError, "one company only"):
            merge()
        with self.assertRaises(AccessError):
            self._merge(self.waiting + self.invoices, self.waiting, self.agent)
        self.assertTrue(self.invoices.active)
