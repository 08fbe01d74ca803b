# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Frozen scores never change."""

from odoo.exceptions import AccessError, UserError

from .builders import Q1, Q2, Q3, ScoreCommon


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
