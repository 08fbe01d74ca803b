# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two workers at the same remarks at the same time, committed, on two connections."""

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.ask.race_case import RaceCase

COUNT = 40


@tagged("post_install", "-at_install")
class TestRemarkRace(RaceCase):
    def setUp(self):
        super().setUp()
        with self._environment() as env:
            program = self.program.with_env(env)
            channel = program.channel_ids[0]
            survey = env.ref("client_satisfaction.survey_event")
            requests = env["satisfaction.request"].create(
                [
                    {
                        "company_id": program.company_id.id,
                        "program_id": program.id,
                        "channel_id": channel.id,
                        "channel_kind": channel.kind,
                        "channel_code": channel.code,
                        "survey_id": survey.id,
                        "partner_id": self.contact_id,
                        "client_id": self.client_id,
                        "event_date": fields.Date.today(),
                        "state": "sent",
                    }
                    for _number in range(COUNT)
                ]
            )
            rating, comment = (
                env.ref(f"client_satisfaction.survey_event_{name}").id
                for name in ("solution", "comment")
            )
            requests.with_context(satisfaction_history=True)._record_answers(
                {
                    request.id: {rating: "4", comment: f"Race {request.id}"}
                    for request in requests
                },
                mode="import",
            )
            self.ids = requests.ids

    def _delete_all(self):
        with self._environment() as env:
            remarks = env["satisfaction.remark"].search(
                [("client_id", "=", self.client_id)]
            )
            remarks.telling_ids.unlink()
            remarks.unlink()
        super()._delete_all()

    def _race(self, work):
        """Do the same thing in two transactions that begin together."""

        def run(env, _number):
            work(env)

        self.assertEqual(self._run_both(run), [None, None])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_collect(self):
        """R86: two jobs at once make each remark once and leave none out."""
        self._race(lambda env: env["satisfaction.remark"]._cron_collect(limit=3))
        with self._environment() as env:
            remarks = env["satisfaction.remark"].search(
                [("client_id", "=", self.client_id)]
            )
            self.assertEqual(sorted(remarks.request_id.ids), sorted(self.ids))
            self.assertEqual(len(remarks), COUNT)
            pending = env["satisfaction.request"].browse(self.ids)
            self.assertFalse(any(pending.mapped("remarks_pending")))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_tell(self):
        """R90: two who press "tell clients" at once send one mail about everything."""
        with self._environment() as env:
            env["satisfaction.remark"]._cron_collect()
            env["satisfaction.remark"].search(
                [("client_id", "=", self.client_id)]
            ).state = "accepted"
        self._race(self._tell)
        with self._environment() as env:
            remarks = env["satisfaction.remark"].search(
                [("client_id", "=", self.client_id)]
            )
            self.assertEqual(set(remarks.mapped("telling_state")), {"told"})
            self.assertEqual(len(remarks.telling_ids), 1)

    def _tell(self, env):
        env["satisfaction.remark"].search([("client_id", "=", self.client_id)])._tell()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_rate(self):
        """R89: the same person in two tabs at once leaves one rating a remark."""
        with self._environment() as env:
            env["satisfaction.remark"]._cron_collect()
        self._race(self._rate)
        with self._environment() as env:
            remarks = env["satisfaction.remark"].search(
                [("client_id", "=", self.client_id)]
            )
            self.assertEqual(set(remarks.mapped("rating_count")), {1})

    def _rate(self, env):
        remarks = env["satisfaction.remark"].search(
            [("client_id", "=", self.client_id)]
        )
        remarks._rate(4, partner=env["res.partner"].browse(self.contact_id))
