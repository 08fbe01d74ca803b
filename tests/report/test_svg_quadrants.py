# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from xml.etree import ElementTree

from odoo.tests import BaseCase

from odoo.addons.client_satisfaction.report.figures import (
    format_kpi,
    format_value,
    format_value_interval,
)
from odoo.addons.client_satisfaction.report.svg_quadrants import (
    QuadrantNames,
    QuadrantPoint,
    quadrant_chart,
)

NAMES = QuadrantNames("Fix first", "Keep up", "Monitor", "Maintain")


def draw(points):
    return quadrant_chart(points, names=NAMES, x_title="x", y_title="y", title="t")


class TestQuadrants(BaseCase):
    """The four-field chart is sound XML that says where each dot lies."""

    def test_places(self):
        """R48: better performance lies to the right, more importance above."""
        svg = ElementTree.fromstring(
            draw([QuadrantPoint(1, "A & <b>", 60, 0.7), QuadrantPoint(2, "B", 90, 0.1)])
        )
        dots = svg.findall("{*}circle")
        first, second = ((float(dot.get("cx")), float(dot.get("cy"))) for dot in dots)
        self.assertLess(first[0], second[0])
        self.assertLess(first[1], second[1])
        texts = [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
        for name in NAMES.__dict__.values():
            self.assertIn(name, texts)
        self.assertIn("A & <b>", texts)

    def test_same_place(self):
        """Many dots in one place are drawn, though not all can be named."""
        svg = ElementTree.fromstring(
            draw([QuadrantPoint(number, "Same", 80, 0.5) for number in range(1, 21)])
        )
        self.assertEqual(len(svg.findall("{*}circle")), 20)

    def test_nothing(self):
        self.assertIn("–", draw([]))

    def test_outside(self):
        for point in (QuadrantPoint(1, "A", 101, 0), QuadrantPoint(1, "A", 50, 1.1)):
            with self.assertRaises(ValueError):
                draw([point])


class TestKpiFigures(BaseCase):
    def test_units(self):
        """D15: each unit is written in its own way, always with n and interval."""
        for value, unit, expected in (
            (82.44, "points", "82.4"),
            (66.66, "percent", "66.7 %"),
            (-12.0, "nps", "−12.0"),
            (5.25, "hours", "5.3 h"),
            (41.0, "count", "41"),
            (None, "points", "–"),
        ):
            self.assertEqual(format_value(value, unit), expected)
        self.assertEqual(format_value_interval(-5, 4.2, "change", ","), "−5,0 … +4,2")
        self.assertEqual(
            format_kpi(66.66, 9, "percent", 35.4, 87.9), "66.7 % (35.4–87.9, n = 9)"
        )
        self.assertEqual(format_kpi(41.0, 41, "count"), "41")
        self.assertEqual(
            format_kpi(5.25, 7, "hours", 4, 6.5, ",", "%s ч"), "5,3 ч (4,0–6,5, n = 7)"
        )
