# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scores are written as rows: only what differs, in few queries, rules as ever."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.client_satisfaction import row_store

from .builders import Q1, Q2, Q3, ScoreCommon


@tagged("post_install", "-at_install")
class TestScoreRows(ScoreCommon):
    def _count_queries(self, run):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        run()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _count_one_more(self):
        self._add_answers("ticket", [80], "2026-08-01")
        return self._count_queries(self.scores._recompute_pending)

    def test_history_costs_no_query(self):
        """D7: one new answer takes the same queries, whatever lies beneath."""
        self._add_example("2026-08-01")
        self.scores._recompute_pending()
        self._count_one_more()  # what is cached for good
        few = self._count_one_more()
        for day in ("2025-02-10", "2025-05-10", "2025-08-10", "2026-02-10"):
            self._add_answers("ticket", [100, 80, 60] * 10, day)
        self.scores._recompute_pending()
        many = self._count_one_more()
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 16)

    def test_only_what_differs_is_written(self):
        """R62: computed again nothing is written; a new answer writes its own line."""
        self._add_example("2026-05-10")
        self.scores._recompute_pending()
        score = self._score(Q2)
        past = fields.Datetime.now() - timedelta(days=3)

        def make_old():
            self.env.flush_all()
            self.cr.execute("UPDATE satisfaction_score SET write_date = %s", [past])
            self.cr.execute(
                "UPDATE satisfaction_score_line SET write_date = %s", [past]
            )
            self.env.invalidate_all()

        make_old()
        self.scores._recompute([self.client.id], self.company, [Q2])
        self.assertEqual(
            {score.write_date, *score.line_ids.mapped("write_date")}, {past}
        )
        self._add_answers("ticket", [20], "2026-05-11")
        self.scores._recompute_pending()
        written = score.line_ids.filtered(lambda line: line.write_date != past)
        self.assertEqual(written.mapped("channel_code"), ["ticket"])
        self.assertNotEqual(score.write_date, past)
        self.assertEqual(written.points, (93 + 20) / 2)

    def test_many_at_once_are_the_same(self):
        """R51, R62: rows that are copied in are like those that are inserted."""
        clients = [
            self._make_client(f"Firm {number}")
            for number in range(row_store.COPY_FROM_ROWS + 5)
        ]
        for client in clients:
            self._add_example("2026-05-10", client=client)
        self._add_example("2026-05-10")
        self.scores._recompute([self.client.id], self.company, [Q2])
        self.scores._recompute([one.id for one in clients], self.company, [Q2])
        names = [
            name
            for name, field in self.scores._fields.items()
            if field.store and name not in ("id", "client_id", "line_ids")
        ]
        one, *others = self._score(Q2).read(names, load="")
        self.assertFalse(others)
        one.pop("id")
        lines = [
            (line.channel_code, line.points, line.effective_weight, line.interval_low)
            for line in self._score(Q2).line_ids
        ]
        for client in clients:
            score = self._score(Q2, client)
            values = score.read(names, load="")[0]
            values.pop("id")
            self.assertEqual(values, one)
            self.assertEqual(
                [
                    (line.channel_code, line.points)
                    + (line.effective_weight, line.interval_low)
                    for line in score.line_ids
                ],
                lines,
            )
            self.assertEqual(score.company_id, self.company)
            self.assertEqual(score.line_ids.client_id, client)

    def test_measured_no_more(self):
        """D5: without answers a score is none; the next one compares further back."""
        for day in ("2026-02-10", "2026-05-10", "2026-08-01"):
            self._add_answers("ticket", [80, 90, 100], day)
        self.scores._recompute_pending()
        self.assertEqual(self._score(Q3).previous_id, self._score(Q2))
        self.env["satisfaction.request"].search(
            [("event_date", "=", "2026-05-10"), ("client_id", "=", self.client.id)]
        ).is_scored = False
        self.scores._recompute([self.client.id], self.company, [Q2])
        self.assertFalse(self._score(Q2).is_measured)
        self.assertIs(self._score(Q2).points, False)
        self.assertEqual(self._score(Q3).previous_id, self._score(Q1))

    def test_automation_rules_run(self):
        """R64: a rule that somebody made on scores sees new and changed ones."""
        rule = self.env["base.automation"].create(
            {
                "name": "Low scores",
                "model_id": self.env["ir.model"]._get_id("satisfaction.score"),
                "trigger": "on_create_or_write",
                "filter_domain": "[('points', '<', 60)]",
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "Note it",
                            "model_id": self.env["ir.model"]._get_id(
                                "satisfaction.score"
                            ),
                            "state": "code",
                            "code": "record.client_id.write("
                            "{'comment': str(record.points)})",
                        }
                    )
                ],
            }
        )
        # While there is a rule, Odoo patches the model: not for the tests after this.
        self.addCleanup(rule.unlink)
        self.assertTrue(row_store.has_automations(self.scores))
        self._add_answers("ticket", [90], "2026-02-10")
        self._add_answers("ticket", [40], "2026-05-10")
        self.scores._recompute_pending()
        self.assertIn("40", str(self.client.comment))
        self.assertEqual(self._score(Q2).previous_id, self._score(Q1))
        self._add_answers("ticket", [20], "2026-05-11")
        self.scores._recompute_pending()
        self.assertIn("30", str(self.client.comment))
        self.assertEqual(len(self._score(Q2).line_ids), 4)
