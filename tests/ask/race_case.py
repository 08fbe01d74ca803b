# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two real transactions at the same time, committed, on two connections."""

import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests.common import BaseCase, get_db_name


class RaceCase(BaseCase):
    """What is committed here is deleted again at the end of each test."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.created = []
        with self._environment() as env:
            self.program = env["satisfaction.program"].search([], limit=1)
            self.state_before = self.program.state
            # straight into the column: the gate is not what is tested here
            env.cr.execute(
                "UPDATE satisfaction_program SET state = 'running' WHERE id = %s",
                (self.program.id,),
            )
            client = env["res.partner"].create({"name": "Racers", "is_company": True})
            contact = env["res.partner"].create(
                {"name": "Ada", "email": "ada@race.example", "parent_id": client.id}
            )
            stage = env["helpdesk.ticket.stage"].create(
                {"name": "Race over", "closed": True}
            )
            self.created += [stage, contact, client]
            self.client_id, self.contact_id = client.id, contact.id
            self.stage_id = stage.id
        self.addCleanup(self._delete_all)

    def _environment(self):
        """An environment on a connection of its own; commits when left."""
        return Connection(self.registry.db_name)

    def _delete_all(self):
        with self._environment() as env:
            # What nobody decided about would be, when its ticket is deleted.
            env["satisfaction.closing"].search(
                [("partner_id", "=", self.contact_id)]
            ).unlink()
            requests = env["satisfaction.request"].search(
                [("client_id", "=", self.client_id)]
            )
            inputs = env["survey.user_input"].search(
                [("satisfaction_request_id", "in", requests.ids)]
            )
            env["mail.mail"].search([("email_to", "ilike", "race.example")]).unlink()
            env["mail.mail"].search([("recipient_ids", "=", self.contact_id)]).unlink()
            tickets = requests.ticket_id | env["helpdesk.ticket"].search(
                [("partner_id", "=", self.contact_id)]
            )
            requests.case_id.unlink()
            requests.unlink()
            inputs.unlink()
            tickets.unlink()
            for records in self.created:
                records.with_env(env).exists().unlink()
            env.cr.execute(
                "UPDATE satisfaction_program SET state = %s WHERE id = %s",
                (self.state_before, self.program.id),
            )

    def _make_tickets(self, env, count):
        return env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Race {number}",
                    "description": "x",
                    "partner_id": self.contact_id,
                    "company_id": self.program.with_env(env).company_id.id,
                }
                for number in range(count)
            ]
        )

    def _make_asks(self, env, count, **values):
        tickets = self._make_tickets(env, count)
        env.flush_all()
        tickets._write({"stage_id": self.stage_id})
        tickets.invalidate_recordset()
        program = self.program.with_env(env)
        channel = program.channel_ids.filtered(lambda c: c.kind == "ticket")
        asks = env["satisfaction.request"]._create_entry(
            [{"channel_id": channel.id, "ticket_id": ticket.id} for ticket in tickets]
        )
        asks.write(values)
        return asks.ids

    def _run_both(self, work):
        """Run ``work(env)`` on two connections at once, repeated as Odoo does.

        :return: the two results, or the errors raised
        """
        barrier = threading.Barrier(2, timeout=30)
        results = [None, None]

        def run(number):
            threading.current_thread().dbname = self.registry.db_name
            with self._environment() as env:
                env.cr.execute("SELECT 1")  # both have taken their snapshot …
                barrier.wait()  # … before either goes on
                try:
                    results[number] = retrying(lambda: work(env, number), env)
                except Exception as error:  # noqa: BLE001
                    env.cr.rollback()
                    results[number] = error

        threads = [threading.Thread(target=run, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(any(thread.is_alive() for thread in threads))
        return results


class Connection:
    """``with`` gives an environment of the superuser on a new connection.

    Committed when left, unlike that of a test.
    """

    def __init__(self, database):
        self.database = database

    def __enter__(self):
        self.cursor = db_connect(self.database).cursor()
        self.cursor.transaction = None
        return api.Environment(self.cursor, SUPERUSER_ID, {})

    def __exit__(self, error_type, *rest):
        if error_type is None:
            self.cursor.commit()
        self.cursor.close()
