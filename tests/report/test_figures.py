# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase

from odoo.addons.client_satisfaction.report import figures


class TestFigures(BaseCase):
    def test_score_carries_interval_and_count(self):
        """D15, D2: a score is published with its interval and n, half rounded up."""
        cases = [
            ((92.25, 14, 88.14, 96.0, "."), "92.3 (88.1–96.0, n = 14)"),
            ((92.2, 14, 88.1, 96.0, ","), "92,2 (88,1–96,0, n = 14)"),
            ((80.0, 1, None, None, "."), "80.0 (n = 1)"),
            ((0.0, 3, 0.0, 0.0, "."), "0.0 (0.0–0.0, n = 3)"),
            ((None, 0, None, None, "."), "–"),
        ]
        for arguments, expected in cases:
            with self.subTest(expected):
                self.assertEqual(figures.format_score(*arguments), expected)

    def test_shares_changes_and_weights(self):
        """D9, D15: shares with n, changes with sign, weights without idle zeros."""
        self.assertEqual(
            figures.format_share(66.667, 9, 35.4, 87.9), "66.7 % (35.4–87.9, n = 9)"
        )
        self.assertEqual(figures.format_share(75.0, 4), "75 % (n = 4)")
        self.assertEqual(figures.format_share(None, 0), "–")
        self.assertEqual(figures.format_change(4.2), "+4.2")
        self.assertEqual(figures.format_change(-3.0, ","), "−3,0")
        self.assertEqual(figures.format_change(-0.04), "0.0")
        self.assertEqual(figures.format_weight(20.0), "20 %")
        self.assertEqual(figures.format_weight(33.333), "33.33 %")
        self.assertEqual(figures.format_weight(0), "0 %")
        self.assertEqual(figures.format_weighted(18.6, ","), "18,60")

    def test_hours_in_the_readers_language(self):
        """D15: the unit is a word as well, and is written as the reader does."""
        self.assertEqual(figures.format_value(5.25, "hours"), "5.3 h")
        self.assertEqual(
            figures.format_kpi(5.25, 3, "hours", 4, 6, ",", "%s ч"),
            "5,3 ч (4,0–6,0, n = 3)",
        )
