# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The result page: at which level, with what exactly, and what to do about it."""

from odoo.tests import tagged

from .assessment_case import AssessmentCase


@tagged("post_install", "-at_install")
class TestAssessmentDisplay(AssessmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.client.child_ids
        for number in range(5):
            people |= cls._make_contact(
                cls.client, f"User{number}", satisfaction_role="end_user"
            )
        ratings = (5, 5, 4, 5, 4, 5, 5, 4)
        cls.first = cls._started(scheduled_on="2026-01-20")
        cls._hear(
            cls.first,
            {one: cls._given(n, n, n) for one, n in zip(people, ratings, strict=True)},
        )
        cls._count()
        cls.second = cls._started(scheduled_on="2026-07-20")
        cls._hear(
            cls.second,
            {
                one: cls._given(2, n, n, recommend=6)
                for one, n in zip(people, ratings, strict=True)
            },
        )
        cls._count()
        cls.seen = cls.second.with_user(cls.client_manager)

    def test_texts(self):
        """R46, R111, D15: score with interval and n, words for the trend, NPS."""
        # service (2×40 + 92.5)/3 = 57.5, partners 92.5: (3×57.5 + 92.5)/4 = 66.25
        self.assertRegex(self.seen.score_text, r"^66\.3 \(\d\d\.\d–\d\d\.\d, n = 8\)$")
        self.assertEqual(self.seen.trend_text, "▼ Fall −26.2")
        # Adjusted Wald: −0.8 ± 1.96 × √((1 − 0.8²) / 10), cut off at −100 (D15)
        self.assertEqual(self.seen.nps_text, "−100.0 (−100.0 … −42.8, n = 8)")
        self.assertEqual(self.first.nps_text, "")
        self.assertAlmostEqual(
            self.seen.target_gap, 66.3 - self.program.target_points, 5
        )
        self.assertEqual(self._make_assessment().score_text, "not measured")

    def test_deepest_fall_first(self):
        """R48: what fell beyond chance, the deepest fall on top, nothing else."""
        self.assertEqual(
            [(line.kind, line.change) for line in self.seen.fallen_line_ids],
            [("indicator", -52.5), ("level", -35.0)],
        )

    def test_drill_down(self):
        """R48: levels, indicators and each answer with the respondent's role."""
        html = str(self.seen.drill_down)
        self.assertLess(html.index("Service"), html.index("Partnership"))
        self.assertLess(html.index("Works quickly"), html.index("Skilled people"))
        self.assertIn("Decision leader", html)
        self.assertIn("2 / 5", html)
        self.assertEqual(html.count("<li"), 24)

    def test_names_are_escaped(self):
        """Free text of clients can't run in our people's browsers."""
        self.leader.name = "<img src=x onerror=alert(1)>"
        self.indicators["speed"].name = "<script>x</script>"
        self.env.invalidate_all()
        for html in (self.seen.drill_down, self.seen.chart, self.seen.calculation):
            self.assertNotIn("<script>x", str(html))
            self.assertNotIn("<img src=x", str(html))

    def test_chart_and_calculation(self):
        """R46, R48: the levels as a drawing, and the calculation line by line."""
        chart = str(self.seen.chart)
        self.assertIn("<svg", chart)
        self.assertIn("Service", chart)
        self.assertIn("before 92.5", chart)
        self.assertIn("66.3", str(self.seen.calculation))

    def test_other_clients(self):
        """R48: against the others' mean, from three other clients on."""
        line = self._line(self.seen, "speed")
        self.assertIs(line.group_points, False)
        for number, rating in enumerate((5, 4, 3)):
            client = self._make_client(f"Firm {number}")
            boss = self._make_contact(
                client, f"Boss{number}", satisfaction_role="decision_leader"
            )
            other = self._started(client_id=client.id, scheduled_on="2026-07-20")
            self._hear(other, {boss: self._given(rating, 5, 5)})
        self._count()
        self.env.invalidate_all()
        self.assertEqual(line.group_points, 80.0)

    def test_deterioration_over_clients(self):
        """R48: all that fell, the biggest fall first, each reader their own clients."""
        self.env.flush_all()
        action = self.env.ref("client_satisfaction.action_assessment_lines")
        self.assertIn("search_default_fallen", action.context)
        lines = self.env["satisfaction.assessment.line"]
        fallen = [("trend", "=", "fall"), ("client_id", "=", self.client.id)]
        found = lines.with_user(self.client_manager).search(fallen, order="change")
        self.assertEqual(found.mapped("change"), [-52.5, -35.0])
        other = lines.with_user(self.other_client_manager).search(fallen)
        self.assertFalse(other)

    def test_action_on_the_indicator(self):
        """R49: an action is planned right from what fell, aimed at it."""
        line = self._line(self.seen, "speed")
        action = line.action_plan_action()
        self.assertEqual(action["res_model"], "satisfaction.action")
        indicators = action["context"]["default_indicator_ids"]
        self.assertIn(self.indicators["speed"].id, indicators[0][2])

    def test_views_open(self):
        """R48: the pages open for those who work with them."""
        for user, xmlid in (
            (self.client_manager, "satisfaction_assessment_view_result"),
            (self.program_manager, "satisfaction_assessment_view_form"),
            (self.senior_manager, "satisfaction_assessment_view_result"),
        ):
            view = self.env.ref(f"client_satisfaction.{xmlid}")
            views = self.second.with_user(user).get_views([(view.id, "form")])
            fields = views["models"][self.second._name]["fields"]
            values = self.second.with_user(user).read(
                [name for name in fields if name in self.second._fields]
            )
            self.assertEqual(values[0]["client_id"][0], self.client.id, user.login)
            self.assertEqual(values[0]["answered_count"], 8)
