# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two answers at the same instant, over real connections."""

import threading
from datetime import timedelta

from lxml import html
from werkzeug.test import Client

from odoo import SUPERUSER_ID, api, fields, http
from odoo.tests import TransactionCase, get_db_name, tagged
from odoo.tools import mute_logger

ROUNDS = 5


class RaceCase(TransactionCase):
    """The whole web application, called from threads with cursors of their own.

    What these tests write is committed, so they clean up themselves.
    """

    rounds = ROUNDS

    def setUp(self):
        super().setUp()
        self.ask_ids = self._run(self._make_asks)
        self.addCleanup(self._run, self._remove_asks)

    def _run(self, function):
        with self.registry.cursor() as cr:
            return function(api.Environment(cr, SUPERUSER_ID, {}))

    def _make_asks(self, env):
        program = env["satisfaction.program"].search([], limit=1)
        channel = program.channel_ids.filtered(lambda channel: channel.kind == "ticket")
        contact = env["res.partner"].create(
            {"name": "Race", "email": "race@client.example"}
        )
        asks = env["satisfaction.request"]._create_entry(
            [{"channel_id": channel.id, "partner_id": contact.id}] * self.rounds
        )
        now = fields.Datetime.now()
        asks.write(
            {
                "state": "sent",
                "sent_at": now - timedelta(hours=1),
                "expires_at": now + timedelta(days=1),
            }
        )
        return asks.ids

    def _remove_asks(self, env):
        asks = env["satisfaction.request"].browse(self.ask_ids)
        contacts = asks.partner_id
        env["mail.mail"].search([("recipient_ids", "in", contacts.ids)]).unlink()
        asks.case_id.unlink()
        asks.user_input_id.unlink()
        scores = env["satisfaction.score"].search([("client_id", "in", contacts.ids)])
        scores.unlink()
        asks.unlink()
        contacts.unlink()

    def _tokens(self):
        return self._run(
            lambda env: (
                env["satisfaction.request"].browse(self.ask_ids).mapped("access_token")
            )
        )

    def _open_form(self, token):
        """A browser of its own in front of the page with the last number chosen.

        :return: (browser, path, fields of the form)
        """
        browser = Client(http.root)
        path = f"/satisfaction/{token}"
        page = html.fromstring(browser.get(path).data)
        form = {
            field.get("name"): field.get("value")
            for field in page.xpath("//input[@type='hidden']")
        }
        form["touch"] = "pointerdown"
        rating = page.xpath("//input[@type='radio']")[4]
        form[rating.get("name")] = rating.get("value")
        return browser, path, form


@tagged("post_install", "-at_install")
class TestAnswerPageRace(RaceCase):
    def _open_page(self, token, barrier, statuses):
        """Look, wait for the others, press the button."""
        threading.current_thread().dbname = get_db_name()
        browser, path, form = self._open_form(token)
        barrier.wait(20)
        statuses.append(browser.post(path, data=form).status_code)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_answers_at_once(self):
        """D17: exactly one is stored, the other is told kindly; no server error."""
        for token in self._tokens():
            barrier, statuses = threading.Barrier(3), []
            threads = [
                threading.Thread(
                    target=self._open_page, args=(token, barrier, statuses)
                )
                for _browser in range(3)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            self.assertEqual(sorted(statuses), [200, 409, 409])
        self._run(self._check_stored)

    def _check_stored(self, env):
        asks = env["satisfaction.request"].browse(self.ask_ids)
        self.assertEqual(set(asks.mapped("state")), {"answered"})
        inputs = env["survey.user_input"].search(
            [("satisfaction_request_id", "in", asks.ids)]
        )
        self.assertEqual(len(inputs), len(asks))
        self.assertEqual(len(inputs.user_input_line_ids), len(asks))
        for ask in asks:
            self.assertEqual(
                ask.attempt_ids.mapped("outcome"), ["already_answered"] * 2
            )
