# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The jobs that keep scores right: pending answers, dirty scores, two at once."""

from unittest.mock import patch

from odoo import Command
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from tests.ask.race_case import Connection

from .builders import Q2, ScoreCommon

LOGGER = "odoo.addons.client_satisfaction.models.measure.score_pending"


class TestRecompute(ScoreCommon):
    def test_answer_is_counted_once(self):
        """D6: the job takes the answer; nothing is left and nothing is doubled."""
        answers = self._add_answers("ticket", [60, 80], "2026-05-10")
        self._run_cron()
        self.assertEqual(self._score().points, 70)
        self.assertFalse(any(answers.mapped("score_pending")))
        before = self._score().write_date
        self._run_cron()
        self.assertEqual(self._score().write_date, before)
        self.assertEqual(len(self._score()), 1)

    def test_answering_writes_no_score(self):
        """Answers don't wait for each other: they write their ledger row only."""
        self._answered(4, 5, 3, event_at="2026-05-10 09:00:00")
        self.env.flush_all()
        self.assertFalse(self._score())
        self._run_cron()
        self.assertEqual(self._score().points, 80)

    def test_changed_weights_are_applied(self):
        """R63: other weights, bands or thresholds recompute the open scores."""
        self._add_example()
        self._count()
        self.program.with_user(self.program_manager).write(
            {
                "channel_ids": [
                    Command.update(self.channels["ticket"].id, {"weight": 40}),
                    Command.update(self.channels["monthly"].id, {"weight": 10}),
                ]
            }
        )
        score = self._score()
        self.assertTrue(score.is_dirty)
        self._run_cron()
        # 93 × 40 % + 95 × 20 % + 92 × 30 % + 90 × 10 %
        self.assertEqual((score.points, score.is_dirty), (92.8, False))
        self.program.with_user(self.program_manager).acceptable_from = 93
        self._run_cron()
        self.assertFalse(score.is_acceptable)

    def test_renaming_a_channel_recomputes_nothing(self):
        self._add_example()
        self._count()
        self.channels["ticket"].name = "Rating of the ticket"
        self.program.strategy = "<p>Other words.</p>"
        self.assertFalse(self._score().is_dirty)

    def test_one_broken_client_does_not_stop_the_others(self):
        """A client that can't be computed is logged, left pending, stepped over."""
        broken = self._make_client("Broken")
        self._add_answers("ticket", [80], "2026-05-10")
        stuck = self._add_answers("ticket", [80], "2026-05-10", broken)
        recompute = type(self.scores)._recompute_claimed

        def fail_for_broken(model, client_ids):
            if broken.id in client_ids:
                raise ValueError("broken")
            return recompute(model, client_ids)

        with (
            patch.object(type(self.scores), "_recompute_claimed", fail_for_broken),
            self.assertLogs(LOGGER, "ERROR") as logs,
        ):
            self._run_cron()
        self.assertEqual(len(logs.records), 1)
        self.assertEqual(self._score().points, 80)
        self.assertTrue(stuck.score_pending)
        self._run_cron()
        self.assertEqual(self._score(client=broken).points, 80)

    def test_answer_without_programme_or_client(self):
        """Answers of a year without programme are taken and make no score."""
        answers = self._add_answers("ticket", [80], "2020-05-10")
        answers += self._add_answers("ticket", [80], "2026-05-10", event_date=False)
        self._run_cron()
        self.assertFalse(self._score())
        self.assertFalse(any(answers.mapped("score_pending")))

    def test_public_recompute(self):
        """`_recompute` makes the scores of given clients and periods anew."""
        self._add_answers("ticket", [80], "2026-05-10", score_pending=False)
        silent = self._make_client("Silent")
        scores = self.scores._recompute([self.client.id, silent.id], self.company, [Q2])
        self.assertEqual(scores.client_id, self.client)
        self.assertEqual(scores.points, 80)

    def test_queries_do_not_grow_with_clients(self):
        """P: 10 or 100 clients over four quarters take about the same queries."""

        def count_queries(number):
            clients = self.env["res.partner"].create(
                [{"name": f"Client {index}"} for index in range(number)]
            )
            for client in clients:
                for day in ("2025-11-10", "2026-02-10", "2026-05-10"):
                    self._add_answers("ticket", [60, 80], day, client)
                self._add_answers("questionnaire", [60, 80], "2025-11-10", client)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._run_cron()
            first = self.cr.sql_log_count - before
            # The same again: rows exist now.
            self._add_answers("ticket", [100], "2026-05-11", clients[0])
            for client in clients[1:]:
                self._add_answers("ticket", [100], "2026-05-11", client)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._run_cron()
            return first, self.cr.sql_log_count - before

        few, many = count_queries(10), count_queries(100)
        # Rows are inserted by the hundred: 90 clients more are 450 scores with 1,800
        # lines more, which is 23 statements; nothing else may grow.
        self.assertLessEqual(many[0], few[0] + 45)
        self.assertLessEqual(many[1], few[1] + 10)
        self.assertLess(many[1], 60)


class TestTwoCronsAtOnce(TransactionCase):
    """Two real connections; what they commit is taken away again afterwards."""

    def setUp(self):
        super().setUp()
        self.registry_ = Registry(self.env.cr.dbname)
        with self._connection() as env:
            company = env.ref("base.main_company")
            program = env["satisfaction.program"].search(
                [("company_id", "=", company.id)], limit=1
            )
            clients = env["res.partner"].create(
                [{"name": f"Race {number}"} for number in range(6)]
            )
            requests = env["satisfaction.request"].create(
                [
                    {
                        "company_id": company.id,
                        "channel_kind": "ticket",
                        "channel_code": "ticket",
                        "client_id": client.id,
                        "event_date": program.date_start,
                        "state": "answered",
                        "is_scored": True,
                        "points": points,
                        "worst_points": points,
                        "score_pending": True,
                    }
                    for client in clients
                    for points in (60, 100)
                ]
            )
            self.client_ids, self.request_ids = clients.ids, requests.ids
        self.addCleanup(self._remove_committed)

    def _connection(self):
        """A cursor of its own that really commits, unlike the test's."""
        return Connection(self.env.cr.dbname)

    def _remove_committed(self):
        with self._connection() as env:
            env["satisfaction.score"].search(
                [("client_id", "in", self.client_ids)]
            ).unlink()
            env["satisfaction.request"].browse(self.request_ids).unlink()
            env["res.partner"].browse(self.client_ids).unlink()

    def test_they_share_the_clients(self):
        """Two crons at once: no client twice, no answer twice, none lost."""
        with self._connection() as one, self._connection() as two:
            first = one["satisfaction.score"]._claim_clients(3)
            second = two["satisfaction.score"]._claim_clients()
            self.assertFalse(set(first) & set(second))
            self.assertLessEqual(set(self.client_ids), set(first) | set(second))
            one["satisfaction.score"]._recompute_claimed(first)
            two["satisfaction.score"]._recompute_claimed(second)
        self._check_all_counted()

    def test_one_that_comes_late_sees_the_work_done(self):
        """A snapshot from before the other's commit ends in a new try, not in a
        doubled score."""
        with self._connection() as one, self._connection() as two:
            two.cr.execute("SELECT 1")  # its snapshot is taken here
            one["satisfaction.score"]._recompute_claimed(
                one["satisfaction.score"]._claim_clients()
            )
            one.cr.commit()
            with mute_logger("odoo.sql_db"):
                two["satisfaction.score"]._cron_recompute()
        self._check_all_counted()

    def test_killed_before_commit_nothing_is_lost(self):
        """A run that dies leaves everything pending for the next one."""
        with self._connection() as env:
            scores = env["satisfaction.score"]
            scores._recompute_claimed(scores._claim_clients())
            env.flush_all()
            env.cr.rollback()
        with self._connection() as env:
            env["satisfaction.score"]._cron_recompute()
        self._check_all_counted()

    def _check_all_counted(self):
        with self._connection() as env:
            scores = env["satisfaction.score"].search(
                [("client_id", "in", self.client_ids), ("response_count", ">", 0)]
            )
            self.assertEqual(len(scores), 6)
            self.assertEqual(set(scores.mapped("points")), {80.0})
            self.assertEqual(set(scores.mapped("response_count")), {2})
            requests = env["satisfaction.request"].browse(self.request_ids)
            self.assertFalse(any(requests.mapped("score_pending")))
