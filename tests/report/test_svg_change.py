# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Before and after as SVG: readable XML, honest colours, nothing unescaped."""

import unittest
from xml.etree import ElementTree

from odoo.addons.client_satisfaction.report.svg_change import (
    FALL,
    RISE,
    ChangeRow,
    change_chart,
)

NS = {"svg": "http://www.w3.org/2000/svg"}


class TestChangeChart(unittest.TestCase):
    def test_rows(self):
        """R47: each row has its label, its change with a sign and its note."""
        chart = change_chart(
            [
                ChangeRow("Service", 70.0, 82.5, 12.4, True, "n = 9"),
                ChangeRow("<b>", 80.0, 75.0, -5.0, True),
                ChangeRow("Noise", 80.0, 81.0, 1.0),
            ],
            title="A & B",
            before_label="Wave 1",
            after_label="Wave 2",
        )
        root = ElementTree.fromstring(chart)
        self.assertEqual(root.find("svg:title", NS).text, "A & B")
        texts = [text.text for text in root.iterfind("svg:text", NS)]
        for text in ("Service", "<b>", "+12.4  n = 9", "−5.0", "Wave 1", "Wave 2"):
            self.assertIn(text, texts)
        ends = [circle.get("fill") for circle in root.iterfind("svg:circle", NS)]
        self.assertEqual((ends.count(RISE), ends.count(FALL)), (1, 1))

    def test_axis_holds_everything(self):
        """R47: the lowest point lies within the picture, whatever it is."""
        for low in (0.0, 3.0, 39.0, 61.0, 99.0):
            root = ElementTree.fromstring(
                change_chart([ChangeRow("x", low, 100.0, 1.0)], title="t")
            )
            for circle in root.iterfind("svg:circle", NS):
                self.assertGreaterEqual(float(circle.get("cx")), 0)
                self.assertLessEqual(float(circle.get("cx")), 680)

    def test_bad_figures(self):
        """R47: points outside 0 to 100 are refused, not drawn somewhere."""
        with self.assertRaises(ValueError):
            change_chart([ChangeRow("x", 50.0, 101.0, 51.0)], title="t")

    def test_nothing_to_show(self):
        ElementTree.fromstring(change_chart([], title="t"))
