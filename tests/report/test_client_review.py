# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.exceptions import AccessError

from .common import YEAR
from .review_case import ReviewCase


class TestClientReview(ReviewCase):
    # Figures ---------------------------------------------------------------
    def test_figures_are_those_of_the_score(self):
        """R51, R52, R62, R64, R104: the printed example, target, level and table."""
        text = self._text(self._render(self.score))
        self.assertEqual(round(self.score.points, 1), 92.2)
        for part in ("92.2", "80.0", "+12.2", "Target reached", "Satisfied", "n = 8"):
            self.assertIn(part, text)
        low, high = self.score.interval_low, self.score.interval_high
        self.assertIn(f"{low:.1f}–{high:.1f}", text)
        rows = self._render(self.score).xpath("//tr[td and ancestor::table[thead]]")
        cells = [[cell.text_content().strip() for cell in row] for row in rows]
        weighted = {row[0]: (row[1], row[4], row[5], row[6]) for row in cells}
        self.assertEqual(
            weighted,
            {
                "Ticket rating": ("93.0", "20 %", "20 %", "18.60"),
                "Telephone callback": ("95.0", "20 %", "20 %", "19.00"),
                "Questionnaire": ("92.0", "30 %", "30 %", "27.60"),
                "Monthly rating": ("90.0", "30 %", "30 %", "27.00"),
                "Total": ("92.2", "100 %", "100 %", "92.2"),
            },
        )

    def test_missing_channels_are_said(self):
        """R53, R62, D5: no score without answers, provisional where it is so."""
        score = self._make_score(self.client, date(YEAR, 7, 1), {"ticket": [80.0]})
        text = self._text(self._render(score))
        self.assertIn("(provisional)", text)
        self.assertIn("not measured", text)
        self.assertIn("n = 1", text)
        silent = self._make_score(self.client, date(YEAR, 1, 1), {})
        text = self._text(self._render(silent))
        self.assertIn("Not measured", text)
        self.assertIn("Nobody answered in this period.", text)
        self.assertNotIn("Target reached", text)
        self.assertNotIn("Below the target", text)

    def test_trend_has_gaps_and_ends_at_the_period(self):
        """R102, D15: periods up to this one, unmeasured ones as gaps, none beyond."""
        self._make_score(
            self.client, date(YEAR + 1, 1, 1), 40, self.program_of(YEAR + 1)
        )
        root = self._render(self.score)
        description = root.xpath("//svg/desc")[0].text_content()
        parts = description.split("; ")
        self.assertEqual(
            [part.split(":")[0] for part in parts],
            [f"{YEAR}-Q2", f"{YEAR}-Q3", f"{YEAR}-Q4"],
        )
        self.assertEqual(parts[1], f"{YEAR}-Q3: –")
        self.assertIn("70.0", parts[0])
        self.assertIn("92.2", parts[2])

    def program_of(self, year):
        return self._make_program(self.company, year)

    # Beside the score --------------------------------------------------------
    def test_waves_side_by_side(self):
        """R108: levels of the client's assessments; none of later ones."""
        assessments = self.env["satisfaction.assessment"].create(
            [
                {
                    "client_id": self.client.id,
                    "company_id": self.company.id,
                    "program_id": self.year.id,
                    "survey_id": self.survey.id,
                }
                for _number in range(3)
            ]
        )
        for one, day, points in zip(
            assessments,
            (date(YEAR, 4, 1), date(YEAR, 11, 1), date(YEAR + 1, 2, 1)),
            (70.0, 82.5, 11.1),
            strict=True,
        ):
            one.write(
                {
                    "date": day,
                    "points": points,
                    "response_count": 4,
                    "target_points": 80.0,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "kind": "level",
                                "level_code": "dispatch",
                                "points": points + 1,
                                "trend": "rise" if points > 80 else "first",
                            },
                        )
                    ],
                }
            )
        text = self._text(self._render(self.score, self.client_manager))
        self.assertIn("Relationship surveys, side by side", text)
        for part in ("71.0", "▲ 83.5", "82.5", "70.0"):
            self.assertIn(part, text)
        self.assertNotIn("11.1", text)

    def test_efficiency_beside_satisfaction(self):
        """R6, R105, R106: tickets closed, time to close, asks, answers, sources."""
        tickets = self.env["helpdesk.ticket"].create(
            [
                {"name": "T", "description": "d", "team_id": self.team.id}
                for _ in range(3)
            ]
        )
        opened = datetime(YEAR, 11, 1, 8)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id IN %s",
            [opened, tuple(tickets.ids)],
        )
        for ticket, hours in zip(tickets, (2, 5, 30), strict=True):
            self._make_ledger_answer(
                self.client,
                ticket_id=ticket.id,
                ticket_number=ticket.number,
                moment=datetime(YEAR, 11, 1 + (8 + hours) // 24, (8 + hours) % 24),
            )
        # Closed once more after a reopening
        self._make_ledger_answer(
            self.client,
            ticket_id=tickets[0].id,
            ticket_number=tickets[0].number,
            state="cancelled",
            is_scored=False,
            answer_mode=False,
            moment=datetime(YEAR, 11, 1, 9),
        )
        self._make_ledger_answer(
            self.client, channel_code="monthly", answer_mode="meeting", sent_at=False
        )
        report = self.env["report.client_satisfaction.client_review"]
        activity = report._get_activity(self.score)[self.score.id]
        self.assertEqual(activity["closed"], 3)
        self.assertEqual(activity["closed_again"], 1)
        self.assertEqual(activity["median"], "3.5 hours")
        self.assertEqual((activity["returned"], activity["sent"]), (3, 4))
        self.assertEqual(activity["surveys"], 4)

    # Rights ---------------------------------------------------------------
    def test_only_own_clients(self):
        """R106: a report needs the right to read the score; agents have none."""
        self._render(self.score, self.client_manager)
        for user, scores in (
            (self.client_manager, self.chinese_score),
            (self.client_manager, self.scores),
            (self.agent, self.score),
            (self.interviewer, self.score),
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._render(scores, user)
        self._render(self.scores, self.senior_manager)

    def test_other_company_cannot_print(self):
        """R106: scores of another company can't be printed."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.senior_manager.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            self._render(self.score, self.senior_manager)

    # Batch ---------------------------------------------------------------
    def test_queries_do_not_grow_with_clients(self):
        """R106: ten clients take about as many queries as one."""
        clients = [self._make_client(f"Client {number}") for number in range(10)]
        scores = self.env["satisfaction.score"]
        for client in clients:
            score = self._make_score(client, date(YEAR, 10, 1), 85)
            scores |= score
            low = self._make_ledger_answer(client, 40.0, 40.0, comment="Slow")
            self._add_lines(low, 40.0, 80.0)
            low.case_id = self.env["satisfaction.case"].create(
                {
                    "origin": "answer",
                    "request_id": low.id,
                    "client_id": client.id,
                    "company_id": self.company.id,
                    "opened_at": datetime(YEAR, 11, 6),
                }
            )
        report = self.env["report.client_satisfaction.client_review"].with_user(
            self.program_manager
        )

        def count(records):
            self.env.flush_all()
            report._get_report_values(records.ids)  # warms up translations
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report._get_report_values(records.ids)
            return self.env.cr.sql_log_count - before

        one, ten = count(scores[0]), count(scores)
        self.assertLessEqual(ten, one + 5)
