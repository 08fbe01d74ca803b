# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two workers at the same remarks at the same time, committed, on two connections."""

import threading

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests.common import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

COUNT = 40


@tagged("post_install", "-at_install")
class TestRemarkRace(BaseCase):
    """What is committed here is deleted again at the end of each test."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._environment() as env:
            program = env["satisfaction.program"].search([], limit=1)
            channel = program.channel_ids[0]
            survey = env.ref("client_satisfaction.survey_event")
            client = env["res.partner"].create({"name": "Racers", "is_company": True})
            contact = env["res.partner"].create(
                {"name": "Ada", "email": "ada@race.example", "parent_id": client.id}
            )
            requests = env["satisfaction.request"].create(
                [
                    {
                        "company_id": program.company_id.id,
                        "program_id": program.id,
                        "channel_id": channel.id,
                        "channel_kind": channel.kind,
                        "channel_code": channel.code,
                        "survey_id": survey.id,
                        "partner_id": contact.id,
                        "client_id": client.id,
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
            self.client_id, self.contact_id = client.id, contact.id
        self.addCleanup(self._delete_all)

    def _environment(self):
        return _Connection(self.registry)

    def _delete_all(self):
        with self._environment() as env:
            remarks = env["satisfaction.remark"].search(
                [("client_id", "=", self.client_id)]
            )
            remarks.telling_ids.unlink()
            remarks.unlink()
            env["mail.mail"].search([("email_to", "ilike", "race.example")]).unlink()
            requests = env["satisfaction.request"].browse(self.ids)
            inputs = requests.user_input_id
            requests.unlink()
            inputs.unlink()
            env["res.partner"].browse([self.contact_id, self.client_id]).unlink()

    def _race(self, work):
        """Do the same thing in two transactions that begin together."""
        start = threading.Barrier(2)
        problems = []

        def run():
            try:
                with db_connect(get_db_name()).cursor() as cursor:
                    env = api.Environment(cursor, SUPERUSER_ID, {})
                    # the snapshot of both is taken before either begins
                    env["satisfaction.request"].browse(self.ids[0]).state  # noqa: B018
                    start.wait(30)
                    retrying(lambda: work(env), env)
            except Exception as error:  # noqa: BLE001
                problems.append(error)

        workers = [threading.Thread(target=run) for _number in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(120)
        self.assertEqual(problems, [])

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


class _Connection:
    """``with`` an environment that is committed at the end."""

    def __init__(self, registry):
        self.registry = registry

    def __enter__(self):
        self.cursor = db_connect(get_db_name()).cursor()
        self.cursor.__enter__()
        return api.Environment(self.cursor, SUPERUSER_ID, {})

    def __exit__(self, *error):
        # commits unless there was an error
        return self.cursor.__exit__(*error)
