# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From ledger rows to the calculation table of a client and period."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .builders import PRINTED_EXAMPLE, Q1, Q2, Q3, ScoreCommon

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


class TestReading(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._make_client(
            "Foreign", client_manager_id=cls.other_client_manager.id
        )
        cls._add_answers("ticket", [60, 80], "2026-05-10")
        cls._add_answers("ticket", [100, 90], "2026-05-10", cls.foreign)
        cls._count()

    def test_who_reads_which_scores(self):
        """R119: client managers see their clients, seniors all, agents none."""
        both = self._score() + self._score(client=self.foreign)
        for user, visible in (
            (self.client_manager, self._score()),
            (self.other_client_manager, self._score(client=self.foreign)),
            (self.senior_manager, both),
            (self.program_manager, both),
        ):
            with self.subTest(user=user.login):
                scores = self.scores.with_user(user)
                self.assertEqual(scores.search([("id", "in", both.ids)]), visible)
                lines = self.env["satisfaction.score.line"].with_user(user)
                self.assertEqual(
                    lines.search([("score_id", "in", both.ids)]).score_id, visible
                )
        for user in (self.agent, self.interviewer, self.plain_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.scores.with_user(user).search([])

    def test_nobody_writes_scores(self):
        """R62: a score is computed, not typed; also the programme manager can't."""
        score = self._score().with_user(self.program_manager)
        with self.assertRaises(AccessError):
            score.points = 100
        with self.assertRaises(AccessError):
            score.unlink()
        with self.assertRaises(AccessError):
            score.create({"client_id": self.client.id, "program_id": self.program.id})

    def test_client_form_of_each_role(self):
        """R73: score on client and contact; nothing of foreign clients, for agents
        not even the fields."""
        partners = self.client + self.contact + self.foreign
        mine = partners.with_user(self.client_manager)
        self.assertEqual(mine.mapped("satisfaction_points"), [70.0, 70.0, False])
        self.assertEqual(mine[1].satisfaction_band_id.code, "average")
        self.assertEqual(mine[0].satisfaction_score_text, self._score().score_text)
        self.assertEqual(mine[2].satisfaction_score_text, False)
        for user in (self.agent, self.interviewer, self.plain_user):
            with self.assertRaises(AccessError):
                self.client.with_user(user).read(["satisfaction_points"])
            for field in ("satisfaction_score_ids", "satisfaction_score_text"):
                self.assertNotIn(field, self.client.with_user(user).fields_get())

    def test_forms_open_for_each_role(self):
        """R73, R119: every form of these wings opens for whoever may read it."""
        score, draft = self._score(), self.program
        for user, records in (
            (self.program_manager, (score, draft, self.client, self.contact)),
            (self.senior_manager, (score, draft, self.client, self.contact)),
            (self.client_manager, (score, draft, self.client, self.contact)),
            (self.agent, (draft, self.client, self.contact)),
            (self.interviewer, (draft, self.client)),
            (self.plain_user, (self.client,)),
        ):
            for record in records:
                with self.subTest(user=user.login, record=record):
                    form = Form(record.with_user(user))
                    self.assertEqual(form.id, record.id)
        page = "satisfaction_score_text"
        form = Form(self.client.with_user(self.client_manager))
        self.assertIn("n = 2", form[page])
        for user in (self.agent, self.plain_user):
            with self.assertRaises(AssertionError):
                Form(self.client.with_user(user))[page]

    def test_clients_by_their_latest_score(self):
        """R64: clients are found by their latest score."""
        partners = self.env["res.partner"].with_user(self.program_manager)
        found = partners.search(
            [
                ("satisfaction_score_id.points", "<", 80),
                ("id", "in", (self.client + self.foreign).ids),
            ]
        )
        self.assertEqual(found, self.client)

    def test_partner_scores_cost_the_same_for_many(self):
        """P: the latest scores of 2 or 200 partners take the same queries."""
        clients = self.env["res.partner"].create(
            [{"name": f"Many {number}"} for number in range(200)]
        )
        for client in clients:
            self._add_answers("ticket", [80, 60], "2026-05-10", client)
        self._count()
        self.env.flush_all()

        def count_queries(partners):
            self.env.invalidate_all()
            partners = partners.with_user(self.program_manager)
            partners.mapped("commercial_partner_id.name")
            before = self.cr.sql_log_count
            partners.mapped("satisfaction_score_text")
            return self.cr.sql_log_count - before

        count_queries(clients[:2])  # fills caches
        self.assertLessEqual(count_queries(clients), count_queries(clients[:2]) + 1)


class TestFreezing(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_answers("ticket", [60, 80], "2026-02-10")
        cls._add_answers("ticket", [90, 90], "2026-05-10")
        cls._count()

    def _freeze(self, program=None, **values):
        wizard = (
            self.env["satisfaction.freeze.period"]
            .with_user(self.program_manager)
            .create({"program_id": (program or self.program).id, **values})
        )
        wizard.action_freeze()
        self.env.flush_all()
        return wizard

    def test_frozen_score_never_changes(self):
        """D7, R13: late answers, new weights and direct writes don't touch it."""
        self._add_answers("ticket", [100, 100], "2026-03-10")
        self._freeze(is_confirmed=True)
        score = self._score(Q1)
        self.assertTrue(score.is_frozen)
        self.assertEqual(score.points, 85)  # the last answers were counted
        self._add_answers("ticket", [0, 0], "2026-03-11")
        late = self._make_client("Late")
        self._add_answers("ticket", [0], "2026-03-11", late)
        self.program.acceptable_from = 99
        self._run_cron()
        self.assertEqual((score.points, score.is_acceptable), (85, True))
        self.assertFalse(self._score(Q1, late))
        self.assertFalse(
            self.env["satisfaction.request"].search([("score_pending", "=", True)])
        )
        self.assertFalse(self._score(Q2).is_acceptable)
        for attempt in (
            lambda: score.write({"points": 1}),
            lambda: score.line_ids.write({"points": 1}),
            lambda: score.line_ids.unlink(),
            lambda: score.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "frozen"):
                attempt()

    def test_never_by_accident(self):
        """D7: the box must be ticked, the period over; the next one is offered."""
        with self.assertRaisesRegex(UserError, "Tick the box"):
            self._freeze()
        self.assertEqual(self._freeze(is_confirmed=True).period_label, "2026-Q1")
        self.assertEqual(self._freeze(is_confirmed=True).period_label, "2026-Q2")
        with self.assertRaisesRegex(UserError, "not over yet"):
            self._freeze(is_confirmed=True)
        self.assertFalse(self._score(Q3).is_frozen)

    def test_only_the_programme_manager_freezes(self):
        """R117: nobody else can open the dialogue."""
        for user in (self.client_manager, self.senior_manager, self.agent):
            with self.assertRaises(AccessError):
                self.env["satisfaction.freeze.period"].with_user(user).create(
                    {"program_id": self.program.id}
                )

    def test_closing_freezes_and_reopening_counts(self):
        """R13: a closed programme's scores stand still; reopening lets answers in."""
        program = self.program.with_user(self.program_manager)
        program.action_close("Test")
        self._add_answers("ticket", [100, 100], "2026-05-11")
        self._run_cron()
        score = self._score(Q2)
        self.assertEqual((score.is_frozen, score.points), (True, 90))
        program.action_reopen()
        self._run_cron()
        self.assertEqual((score.is_frozen, score.points), (False, 95))

    def test_period_length_of_frozen_scores_stays(self):
        """D7: a programme with frozen scores keeps its periods."""
        self._freeze(is_confirmed=True)
        with self.assertRaisesRegex(UserError, "frozen scores"):
            self.program.with_user(self.program_manager).period_length = "month"

    def test_band_and_channel_of_open_scores_can_go(self):
        """R63: bands and channels may be replaced while no frozen score uses them."""
        program = self.program.with_user(self.program_manager)
        average = program.band_ids.filtered(lambda band: band.code == "average")
        satisfied = program.band_ids.filtered(lambda band: band.code == "satisfied")
        self.assertEqual(self._score(Q1).band_id, average)
        program.write(
            {
                "band_ids": [
                    (2, average.id, 0),
                    (1, satisfied.id, {"lower": 60}),
                ]
            }
        )
        self._run_cron()
        self.assertEqual(self._score(Q1).band_id, satisfied)
        callback = self.channels["callback"]
        program.write(
            {
                "channel_ids": [
                    (2, callback.id, 0),
                    (1, self.channels["questionnaire"].id, {"weight": 50}),
                ]
            }
        )
        self._run_cron()
        self.assertEqual(len(self._score(Q1).line_ids), 3)
        self.assertEqual(self._score(Q1).points, 70)
