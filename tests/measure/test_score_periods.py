# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which answers count in which period, and scores compared over periods."""

from .builders import Q1, Q2, Q3, ScoreCommon


class TestPeriods(ScoreCommon):
    def test_quarter_edges(self):
        """D7: the first and the last day belong to the quarter, no other does."""
        for day in ("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01"):
            self._add_answers("ticket", [80], day)
        self._count()
        counts = [self._score(period).response_count for period in (Q1, Q2, Q3)]
        self.assertEqual(counts, [1, 2, 1])

    def test_day_is_that_of_the_company(self):
        """D7: 22:00 UTC on 31 March is already April in the company (Moscow)."""
        request = self._answered(4, 4, 4, event_at="2026-03-31 22:00:00")
        self.assertEqual(str(request.event_date), "2026-04-01")
        self.env.user.tz = "America/Los_Angeles"
        self._count()
        self.assertFalse(self._score(Q1))
        self.assertEqual(self._score(Q2).points, 80.0)

    def test_months_and_years(self):
        """D7: the programme chooses month, quarter or year."""
        self._add_answers("ticket", [60], "2026-05-10")
        self._add_answers("ticket", [100], "2026-06-10")
        self._count()
        self.assertEqual(self._score().points, 80)
        self.program.period_length = "month"
        self.env.flush_all()
        self.assertEqual(
            self.scores.search([("client_id", "=", self.client.id)])
            .sorted("period_start")
            .mapped(lambda score: (score.period_label, score.points)),
            [("2026-05", 60.0), ("2026-06", 100.0)],
        )
        self.program.period_length = "year"
        self.env.flush_all()
        score = self.scores.search([("client_id", "=", self.client.id)])
        self.assertEqual((score.period_label, score.points), ("2026", 80.0))

    def test_questionnaire_counts_until_it_expires(self):
        """D7: answers of May 2025 count for a year, then no more; source is shown."""
        self._add_answers("questionnaire", [90], "2025-05-10")
        self._count()
        labels = self.scores.search(
            [("client_id", "=", self.client.id)], order="period_start"
        ).mapped("period_label")
        self.assertEqual(
            labels, ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]
        )
        line = self._line(self._score(Q2), "questionnaire")
        self.assertEqual(line.source_text, "2025-Q2")
        self.assertEqual(
            (str(line.source_start), str(line.source_end)), ("2025-04-01", "2025-06-30")
        )

    def test_newer_answers_replace_the_valid_ones(self):
        """D7: no mixture of periods, the latest one counts."""
        self._add_answers("questionnaire", [40], "2025-11-10")
        self._add_answers("questionnaire", [90], "2026-02-10")
        self._add_answers("ticket", [80], "2025-11-10")
        self._count()
        self.assertEqual(self._score(Q1).points, 90)
        self.assertEqual(self._score(Q2).points, 90)
        self.assertFalse(self._line(self._score(Q2), "ticket").is_measured)

    def test_late_answer_reaches_later_periods(self):
        """D7: an answer of the last quarter recomputes this one as well."""
        self._add_answers("ticket", [60], "2026-07-10")
        self._count()
        self.assertEqual(self._score(Q3).points, 60)
        self._add_answers("questionnaire", [100], "2026-05-10")
        self._count()
        self.assertEqual(self._score(Q3).points, 92)  # 60 × 20 % + 100 × 80 %
        self.assertFalse(self._score(Q3).is_provisional)

    def test_new_period_opens_with_what_is_valid(self):
        """D7, D9: the daily job opens the period of clients with a valid answer."""
        self._add_answers("questionnaire", [90], "2026-05-10", score_pending=False)
        with self._without_commit():
            self.scores._cron_open_scores()
        self.assertEqual(self._score(Q3).points, 90)
        before = self.scores.search_count([])
        with self._without_commit():
            self.scores._cron_open_scores()
        self.assertEqual(self.scores.search_count([]), before)

    def test_client_that_left_is_not_carried_on(self):
        """D7, R112: after a client's last day only its own late answers count."""
        self._add_answers("questionnaire", [90], "2025-11-10")
        self.client.client_until = "2026-02-15"
        self._count()
        self.program._open_scores()
        self.assertEqual(self._score(Q1).points, 90)
        self.assertFalse(self._score(Q2))
        self._add_answers("ticket", [60], "2026-04-02")
        self._count()
        self.assertTrue(self._score(Q2).is_measured)

    def test_two_companies_are_kept_apart(self):
        """D8: another company's answers about the same client never count."""
        other = self.env["res.company"].create({"name": "Other provider"})
        self.env.user.company_ids += other
        program = self.env["satisfaction.program"].create(
            {"name": "Other", "company_id": other.id, "year": 2026}
        )
        self._add_answers("questionnaire", [90], "2026-05-10")
        self._add_answers("questionnaire", [10], "2026-05-10", company=other)
        self._count()
        self.assertEqual(self._score().points, 90)
        score = self._score(company=other)
        self.assertEqual((score.points, score.program_id), (10, program))
        self.assertEqual(self._score().response_count, 1)


class TestTrend(ScoreCommon):
    def test_trend_only_where_it_is_reliable(self):
        """R47, D13, D15: a fall beyond chance is named, a small one is not."""
        steady = self._make_client("Steady")
        for client, before, after in (
            (self.client, [90, 95, 100, 95], [40, 45, 50, 45]),
            (steady, [60, 80, 100], [60, 80, 97]),
        ):
            self._add_answers("questionnaire", before, "2026-02-10", client)
            self._add_answers("questionnaire", after, "2026-05-10", client)
        self._count()
        first, score = self._score(Q1), self._score(Q2)
        self.assertEqual((first.trend, first.change), ("first", False))
        self.assertEqual((score.trend, score.change), ("fall", -50.0))
        self.assertEqual(score.previous_id, first)
        self.assertEqual(score.trend_text, "▼ Fall −50.0")
        score = self._score(Q2, steady)
        self.assertEqual((score.trend, score.change), ("no_reliable_change", -1.0))
        self.assertEqual(score.trend_text, "No reliable change")

    def test_later_score_is_compared_anew(self):
        """D13: a late answer of the quarter before changes this one's trend."""
        self._add_answers("ticket", [80, 80, 90], "2026-07-10")
        self._count()
        self.assertEqual(self._score(Q3).trend, "first")
        self._add_answers("ticket", [20, 20, 30], "2026-05-10")
        self._count()
        self.assertEqual(self._score(Q3).trend, "rise")
        self.assertEqual(self._score(Q3).previous_id, self._score(Q2))

    def test_silent_quarter_is_stepped_over(self):
        """R47: compared with the latest measured score, whose period is told."""
        self._add_answers("ticket", [80, 90], "2026-02-10")
        self._add_answers("ticket", [0], "2026-05-10", state="expired")
        self._add_answers("ticket", [80, 90], "2026-07-10")
        self._count()
        self.program._open_scores()
        self.assertFalse(self._score(Q2).is_measured)
        self.assertFalse(self._score(Q2).trend)
        self.assertEqual(self._score(Q3).previous_id, self._score(Q1))
        self.assertEqual(self._score(Q3).change, 0)

    def test_latest(self):
        """The latest measured score is marked, one for each client and company."""
        self._add_answers("ticket", [80, 90], "2026-02-10")
        self._count()
        self.assertTrue(self._score(Q1).is_latest)
        self._add_answers("ticket", [70], "2026-05-10")
        self._count()
        self.assertFalse(self._score(Q1).is_latest)
        self.assertTrue(self._score(Q2).is_latest)
