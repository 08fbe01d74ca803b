# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who reads which scores, and where."""

from odoo.exceptions import AccessError
from odoo.tests import Form

from .builders import ScoreCommon


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
