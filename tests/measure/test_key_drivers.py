# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from statistics import correlation, mean

from lxml.html import fromstring

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .kpi_case import KpiCommon


class TestKeyDrivers(KpiCommon):
    """Which indicators move the overall score or the recommendation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.relationship = cls.env.ref("client_satisfaction.survey_relationship")
        cls.recommend = cls.env.ref("client_satisfaction.survey_relationship_recommend")
        scored = cls.relationship.question_ids.filtered("satisfaction_indicator_id")
        cls.strong, cls.weak = (
            scored[0],
            next(
                question
                for question in scored
                if question.satisfaction_indicator_id
                != scored[0].satisfaction_indicator_id
            ),
        )

    def _answer_all(self, count, **values):
        """Answers whose total follows one question and ignores the other."""
        chance = random.Random(7)
        rows = []
        for _number in range(count):
            strong, weak = (
                chance.choice((20, 40, 60, 80, 100)),
                chance.choice((80, 100)),
            )
            total = min(100, max(0, strong + chance.choice((-10, 0, 10))))
            nps = min(10, weak // 10 + chance.choice((-1, 0)))
            lines = [
                {
                    "question_id": question.id,
                    "answer_type": "scale",
                    "value_scale": points // 20,
                    "satisfaction_points": points,
                    "satisfaction_is_scored": True,
                }
                for question, points in ((self.strong, strong), (self.weak, weak))
            ]
            lines.append(
                {
                    "question_id": self.recommend.id,
                    "answer_type": "scale",
                    "value_scale": nps,
                }
            )
            answer = self.env["survey.user_input"].create(
                {
                    "survey_id": self.relationship.id,
                    "state": "done",
                    "user_input_line_ids": [Command.create(line) for line in lines],
                }
            )
            self._add_answers(
                "questionnaire",
                [total],
                "2026-05-10",
                user_input_id=answer.id,
                survey_id=self.relationship.id,
                **values,
            )
            rows.append((strong, weak, total, nps))
        return rows

    def _page(self, user=None, **values):
        return (
            self.env["satisfaction.key.drivers"]
            .with_user(user or self.program_manager)
            .create({"program_id": self.program.id, **values})
        )

    def test_importance_and_performance(self):
        """R48: correlation and mean of each indicator, as computed by hand."""
        rows = self._answer_all(40)
        page = self._page()
        self.assertEqual(page.answer_count, 40)
        strong, weak, total, nps = zip(*rows, strict=True)
        html = str(page.result)
        for figure in (
            f"{correlation(strong, total):.2f}",
            f"{correlation(weak, total):.2f}",
            f"{mean(strong):.1f}",
            f"{mean(weak):.1f}",
        ):
            self.assertIn(figure, self._cells(html))
        # Moves the total and is rated lower: fix it first; the other: maintain
        self.assertLess(html.index(">Fix first<"), html.rindex(">Maintain<"))
        self.assertIn(self.strong.satisfaction_indicator_id.name, html)
        self.assertIn("<svg", html)
        page.against = "nps"
        cells = self._cells(page.result)
        self.assertIn(f"{correlation(weak, nps):.2f}", cells)
        self.assertIn(f"{correlation(strong, nps):.2f}", cells)

    def _cells(self, html):
        """What the cells of the table begin with: below a figure its interval."""
        return [(cell.text or "").strip() for cell in fromstring(str(html)).iter("td")]

    def test_silent_below_thirty(self):
        """R48, D15: with 29 answers nothing is said."""
        self._answer_all(29)
        html = str(self._page().result)
        self.assertNotIn("<svg", html)
        self.assertIn("too few answers", html)
        self.assertIn(">29<", html)

    def test_time(self):
        """Only answers of the time chosen; a time that runs backwards is refused."""
        self._answer_all(3)
        self.assertEqual(self._page(date_from="2026-05-11").answer_count, 0)
        self.assertEqual(self._page(date_to="2026-05-10").answer_count, 3)
        with self.assertRaisesRegex(UserError, "Swap"):
            self._page(date_from="2026-06-01", date_to="2026-05-01").answer_count  # noqa: B018

    def test_rights(self):
        """A client manager gets the drivers of own clients only, an agent none."""
        other = self._make_client(
            "Other", client_manager_id=self.other_client_manager.id
        )
        self._answer_all(3)
        self._answer_all(2, client=other)
        for user, count in (
            (self.client_manager, 3),
            (self.other_client_manager, 2),
            (self.senior_manager, 5),
            (self.program_manager, 5),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._page(user).answer_count, count)
        with self.assertRaises(AccessError):
            self._page(self.agent)
