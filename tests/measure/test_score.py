# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From ledger rows to the calculation table of a client and period."""

from .builders import PRINTED_EXAMPLE, Q2, Q3, ScoreCommon

#: Which channels have answers → effective weights, total, provisional. Worked by
#: hand from S4 §3.4.1.2: missing weight goes to the questionnaire; without it, the
#: others share (D5).
CASES = [
    ("tcqm", (20, 20, 30, 30), 92.2, False),
    ("tcq-", (20, 20, 60, 0), 92.8, False),
    ("tc-m", (28.57, 28.57, 0, 42.86), 92.3, True),
    ("tc--", (50, 50, 0, 0), 94.0, True),
    ("t-qm", (20, 0, 50, 30), 91.6, False),
    ("t-q-", (20, 0, 80, 0), 92.2, False),
    ("t--m", (40, 0, 0, 60), 91.2, True),
    ("t---", (100, 0, 0, 0), 93.0, True),
    ("-cqm", (0, 20, 50, 30), 92.0, False),
    ("-cq-", (0, 20, 80, 0), 92.6, False),
    ("-c-m", (0, 40, 0, 60), 92.0, True),
    ("-c--", (0, 100, 0, 0), 95.0, True),
    ("--qm", (0, 0, 70, 30), 91.4, False),
    ("--q-", (0, 0, 100, 0), 92.0, False),
    ("---m", (0, 0, 0, 100), 90.0, True),
    ("----", (0, 0, 0, 0), False, False),
]
CODES = tuple(PRINTED_EXAMPLE)


class TestCalculationTable(ScoreCommon):
    def test_printed_example(self):
        """R51, R52, R62, D6: 93/95/92/90 → 18.6 + 19 + 27.6 + 27 = 92.2."""
        self._add_example()
        self._count()
        score = self._score()
        self.assertEqual(score.points, 92.2)
        self.assertEqual(
            score.line_ids.mapped(
                lambda line: (
                    line.channel_code,
                    line.points,
                    line.effective_weight,
                    line.weighted_points,
                )
            ),
            [
                ("ticket", 93.0, 20.0, 18.6),
                ("callback", 95.0, 20.0, 19.0),
                ("questionnaire", 92.0, 30.0, 27.6),
                ("monthly", 90.0, 30.0, 27.0),
            ],
        )
        self.assertEqual(score.band_id.code, "satisfied")
        self.assertTrue(score.is_acceptable)
        self.assertFalse(score.is_provisional)
        self.assertEqual(score.response_count, 4)
        self.assertEqual(score.period_label, "2026-Q2")

    def test_every_combination_of_missing_channels(self):
        """R53, R54, R55, D5: each of the 16 cases of answered channels."""
        clients = self.env["res.partner"].create(
            [{"name": case, "is_company": True} for case, *_expected in CASES]
        )
        for client, (case, *_expected) in zip(clients, CASES, strict=True):
            missing = [
                code for code, mark in zip(CODES, case, strict=True) if mark == "-"
            ]
            self._add_example(client=client, without=missing)
        self._add_answers("ticket", [0], "2026-05-10", clients[-1], state="expired")
        self._count()
        self.program._open_scores()
        for client, (case, weights, total, provisional) in zip(
            clients, CASES, strict=True
        ):
            with self.subTest(case=case):
                score = self._score(client=client)
                self.assertEqual(
                    tuple(score.line_ids.mapped("effective_weight")), weights
                )
                self.assertEqual(score.points, total)
                self.assertEqual(score.is_provisional, provisional)
                self.assertEqual(score.is_measured, total is not False)

    def test_silence_is_not_a_zero(self):
        """D5, D9: asked and silent → "not measured", NULL in the database."""
        self._add_answers("ticket", [0], "2026-05-10", state="expired")
        self.program._open_scores()
        score = self._score()
        self.assertTrue(score)
        self.assertFalse(score.is_measured)
        self.assertIs(score.points, False)
        self.assertFalse(score.band_id)
        self.assertFalse(score.is_unacceptable)
        self.assertEqual(score.score_text, "not measured")
        [[points]] = self.env.execute_query(
            self._sql("SELECT points FROM satisfaction_score WHERE id = %s", score.id)
        )
        self.assertIsNone(points)
        for domain in ([("points", "<", 60)], [("points", ">=", 0)]):
            self.assertNotIn(score, self.scores.search(domain))
        self._add_answers("ticket", [80], "2026-02-10")
        self._count()
        [(mean,)] = self.scores._read_group(
            [("client_id", "=", self.client.id)], [], ["points:avg"]
        )
        self.assertEqual(mean, 80)

    def test_no_row_where_nothing_was_asked(self):
        """D9: a planned or skipped ask does not make a client "not measured"."""
        self._add_answers("ticket", [0], "2026-05-10", state="planned")
        self._add_answers("ticket", [0], "2026-05-11", state="skipped")
        self.program._open_scores()
        self.assertFalse(self._score())

    def test_mean_of_answers_not_of_rounded_ones(self):
        """D2, D6: three answers of 86.67, 73.33 and 80 make 80.0; n is told."""
        self._add_answers("ticket", [260 / 3, 220 / 3, 80], "2026-05-10")
        self._count()
        score = self._score()
        self.assertEqual(score.points, 80.0)
        line = self._line(score, "ticket")
        self.assertEqual(line.response_count, 3)
        self.assertAlmostEqual(line.points_total, 240.0, places=6)

    def test_band_edges(self):
        """R57, R58, R60, D2, D3: rounded first; 60 is no longer unacceptable."""
        edges = [
            (29.94, "very_dissatisfied", False, True),
            (29.95, "dissatisfied", False, True),
            (59.94, "dissatisfied", False, True),
            (59.95, "average", False, False),
            (79.94, "average", False, False),
            (79.95, "satisfied", True, False),
            (95.04, "satisfied", True, False),
            (95.05, "very_satisfied", True, False),
        ]
        clients = self.env["res.partner"].create(
            [{"name": f"Edge {points}"} for points, *_expected in edges]
        )
        for client, (points, *_expected) in zip(clients, edges, strict=True):
            self._add_answers("questionnaire", [points], "2026-05-10", client)
        self._count()
        for client, (points, band, acceptable, unacceptable) in zip(
            clients, edges, strict=True
        ):
            with self.subTest(points=points):
                score = self._score(client=client)
                self.assertEqual(score.band_id.code, band)
                self.assertEqual(score.is_acceptable, acceptable)
                self.assertEqual(score.is_unacceptable, unacceptable)

    def test_against_target(self):
        """R64: level of the client against the target, in points."""
        self.program.target_points = 85
        self._add_answers("questionnaire", [82.5], "2026-05-10")
        self._count()
        score = self._score()
        self.assertEqual((score.target_points, score.target_gap), (85.0, -2.5))
        self.assertIn(score, self.scores.search([("target_gap", "<", 0)]))

    def test_interval_and_n(self):
        """D15: Student's t interval with n; none from a single answer."""
        self._add_answers("questionnaire", [100, 80, 80, 60], "2026-05-10")
        other = self._make_client("Single")
        self._add_answers("questionnaire", [80], "2026-05-10", other)
        self._count()
        score = self._score()
        # mean 80, s = 16.33, t(0.975, 3) = 3.182: 80 ± 25.98, cut off at 100
        self.assertEqual((score.interval_low, score.interval_high), (54.0, 100.0))
        self.assertEqual(score.score_text, "80.0 (54.0–100.0, n = 4)")
        score.invalidate_recordset()
        self.assertEqual(
            score.with_context(lang="ru_RU").score_text, "80,0 (54,0–100,0, n = 4)"
        )
        single = self._score(client=other)
        self.assertFalse(single.has_interval)
        self.assertEqual(single.score_text, "80.0 (n = 1)")

    def test_formula_in_words(self):
        """R62, D5, D7: the form says what the score was made of and why."""
        self._add_example(without=("callback",))
        self._count()
        text = self._score().formula_text
        self.assertIn("Ticket rating 93.0 × 20 %", text)
        self.assertIn("Questionnaire 92.0 × 50 %", text)
        self.assertIn("= 91.6", text)
        self.assertIn(
            "No answers: Telephone callback (20 %). Their weight went to Questionnaire",
            text,
        )
        self._add_answers("ticket", [80], "2026-07-10")
        self._count()
        self.assertIn(
            "Questionnaire: answers of 2026-Q2, which are still valid.",
            self._score(Q3).formula_text,
        )

    def test_answers_behind_a_score(self):
        """R48, R62: the button opens exactly the ledger rows that were counted."""
        self._add_answers("questionnaire", [90, 92], "2026-02-10")
        counted = self._add_answers("ticket", [80, 100], "2026-05-10")
        self._add_answers("ticket", [20], "2026-02-11")
        self._count()
        score = self._score(Q2)
        rows = self.env["satisfaction.request"].search(score._get_answer_domain())
        self.assertEqual(len(rows), 4)
        self.assertLessEqual(counted, rows)
        self.assertEqual(sorted(rows.mapped("points")), [80, 90, 92, 100])
        self.assertEqual(score.response_count, 4)

    def _sql(self, query, *params):
        from odoo.tools import SQL

        return SQL(query, *params)


class TestShare(ScoreCommon):
    def test_share_of_satisfied_clients(self):
        """R61, R116, D9: two of three measured; the silent one is coverage."""
        points = [95, 80, 79.9, None]
        clients = self.env["res.partner"].create(
            [{"name": f"Client {each}"} for each in points]
        )
        for client, each in zip(clients, points, strict=True):
            state = "expired" if each is None else "answered"
            self._add_answers("ticket", [each or 0], "2026-05-10", client, state=state)
        self._count()
        self.program._open_scores()
        share = self.program._get_satisfied_share(Q2[0])
        self.assertEqual((share.satisfied, share.measured, share.total), (2, 3, 4))
        self.assertAlmostEqual(share.share, 200 / 3)
        self.assertEqual(share.coverage, 75)
        self.assertIsNotNone(share.interval)
