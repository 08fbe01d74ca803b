# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree
from markupsafe import Markup

from odoo.tests import BaseCase

from odoo.addons.client_satisfaction.report import svg_charts
from odoo.addons.client_satisfaction.report.svg_charts import (
    BandStripe,
    Bar,
    TrendPoint,
)

HOSTILE = [
    "</text><script>alert(1)</script>",
    '" onload="alert(1)" x="',
    "]]><!--",
    "&amp; & &#x0; <![CDATA[",
    "nul \x00 bell \x07 vertical \x0b surrogate \ud800 end \uffff",
    "🙂 客户 Клиент",
]
SVG = "{http://www.w3.org/2000/svg}"


class TestSvgCharts(BaseCase):
    def _parse(self, chart):
        self.assertIsInstance(chart, Markup)
        return etree.fromstring(str(chart).encode())

    def test_hostile_texts_stay_texts(self):
        """R104, D15: whatever a client or user typed, the picture stays well-formed."""
        for text in HOSTILE:
            charts = [
                svg_charts.trend_chart(
                    [TrendPoint(text, 50.0, 40.0, 60.0), TrendPoint(text, None)],
                    title=text,
                    description=text,
                    target=80,
                    target_label=text,
                    bands=[BandStripe(0, 100, text, text)],
                    empty_text=text,
                    accent=text,
                    number=lambda _points, text=text: text,
                ),
                svg_charts.bar_chart(
                    [Bar(text, 50.0, 40.0, 60.0, text), Bar(text, None)],
                    title=text,
                    target=80,
                    target_label=text,
                    empty_text=text,
                    accent=text,
                ),
                svg_charts.sparkline([50.0, None, 60.0], title=text, accent=text),
            ]
            for chart in charts:
                with self.subTest(ascii(text)):
                    root = self._parse(chart)
                    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
                    self.assertLessEqual(
                        tags,
                        {
                            "svg",
                            "title",
                            "desc",
                            "rect",
                            "line",
                            "circle",
                            "text",
                            "polyline",
                        },
                    )
                    handlers = [
                        name
                        for element in root.iter()
                        for name in element.attrib
                        if name.startswith("on") or "href" in name or name == "style"
                    ]
                    self.assertEqual(handlers, [])

    def test_gaps_are_not_bridged(self):
        """D5, D15: a period nobody answered interrupts the line and shows a dash."""
        points = [90.0, 80.0, None, 70.0, 75.0, None, 60.0]
        root = self._parse(
            svg_charts.trend_chart(
                [TrendPoint(str(index), value) for index, value in enumerate(points)],
                title="Trend",
            )
        )
        lines = root.findall(f"{SVG}polyline")
        self.assertEqual(
            [len(line.get("points").split()) for line in lines],
            [2, 2],
            "two runs of two; the single last period is a point without a line",
        )
        self.assertEqual(len(root.findall(f"{SVG}circle")), 5)

    def test_places_are_to_scale(self):
        """R64, D15: target, points and interval ends lie where the axis says."""
        root = self._parse(
            svg_charts.trend_chart(
                [TrendPoint("Q1", 60.0, 50.0, 100.0)], title="Trend", target=80
            )
        )
        ticks = {
            text.text: float(text.get("y")) - 4
            for text in root.findall(f"{SVG}text")
            if text.get("text-anchor") == "end"
        }
        self.assertEqual(list(ticks), ["40", "60", "80", "100"])
        circle = root.find(f"{SVG}circle")
        self.assertAlmostEqual(float(circle.get("cy")), ticks["60"], places=1)
        dashed = [
            line
            for line in root.findall(f"{SVG}line")
            if line.get("stroke-dasharray") and line.get("x1") == "34"
        ]
        self.assertIn(
            round(ticks["80"], 1), [round(float(line.get("y1")), 1) for line in dashed]
        )
        whisker = next(
            line
            for line in root.findall(f"{SVG}line")
            if line.get("x1") == line.get("x2") == circle.get("cx")
        )
        self.assertAlmostEqual(float(whisker.get("y1")), ticks["100"], places=1)
        half = (ticks["60"] + ticks["40"]) / 2
        self.assertAlmostEqual(float(whisker.get("y2")), half, places=1)

    def test_bars_start_at_zero(self):
        """R64: a bar of half the points is half as long; unmeasured ones have none."""
        root = self._parse(
            svg_charts.bar_chart(
                [Bar("a", 100.0), Bar("b", 50.0), Bar("c", None)],
                title="Channels",
                empty_text="Not measured",
            )
        )
        widths = [float(rect.get("width")) for rect in root.findall(f"{SVG}rect")]
        self.assertEqual(len(widths), 2)
        self.assertAlmostEqual(widths[0], 2 * widths[1], places=1)
        self.assertIn(
            "Not measured", [text.text for text in root.findall(f"{SVG}text")]
        )

    def test_readable_without_seeing_and_without_colour(self):
        """R104: title and description are read out; provisional points are hollow."""
        points = [
            TrendPoint("2026-Q1", 92.2, 88.1, 96.0),
            TrendPoint("2026-Q2", None),
            TrendPoint("2026-Q3", 80.0, provisional=True),
        ]
        description = svg_charts.describe_trend(points)
        self.assertEqual(
            description, "2026-Q1: 92.2 (88.1–96.0); 2026-Q2: –; 2026-Q3: 80.0"
        )
        root = self._parse(
            svg_charts.trend_chart(points, title="Trend", description=description)
        )
        self.assertEqual(root.get("role"), "img")
        self.assertEqual(root.findtext(f"{SVG}title"), "Trend")
        self.assertEqual(root.findtext(f"{SVG}desc"), description)
        fills = [circle.get("fill") for circle in root.findall(f"{SVG}circle")]
        self.assertEqual(fills, [svg_charts.ACCENT, "#ffffff"])

    def test_nothing_measured(self):
        """D5: nothing measured is said in words, never drawn as 0."""
        root = self._parse(
            svg_charts.trend_chart(
                [TrendPoint("Q1", None)], title="Trend", empty_text="Not measured"
            )
        )
        self.assertFalse(root.findall(f"{SVG}circle"))
        self.assertIn(
            "Not measured", [text.text for text in root.findall(f"{SVG}text")]
        )
        empty = self._parse(svg_charts.sparkline([None, None], title="Trend"))
        self.assertFalse(empty.findall(f"{SVG}circle"))
        self._parse(svg_charts.bar_chart([], title="Channels"))
        self._parse(svg_charts.trend_chart([], title="Trend"))

    def test_impossible_figures_are_refused(self):
        """D1: points outside 0 to 100 are a mistake, not a picture."""
        for value in (-0.1, 100.1, float("nan")):
            with self.subTest(value), self.assertRaises(ValueError):
                svg_charts.trend_chart([TrendPoint("Q1", value)], title="Trend")
            with self.subTest(value), self.assertRaises(ValueError):
                svg_charts.bar_chart([Bar("a", value)], title="Channels")
            with self.subTest(value), self.assertRaises(ValueError):
                svg_charts.sparkline([value], title="Trend")
