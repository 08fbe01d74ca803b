# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Staff can't answer for the client, least of all about their own ticket."""

import re
from datetime import timedelta
from functools import partial

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.client_satisfaction.controllers import access_log
from odoo.addons.client_satisfaction.models.ask import mail_mail

from ..common import SatisfactionCommon

LOUD = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
TEXTS = ("char", "text", "html", "json")


@tagged("post_install", "-at_install")
class TestOwnTicket(HttpCase, SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ask = cls._close_ticket()
        cls._send_due()
        cls.case = cls.env["satisfaction.case"]._record_complaint(
            {
                "text": "It broke again",
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "ticket_id": cls.ask.ticket_id.id,
                "way": "mail",
            }
        )
        cls.case.write({"call_notes": "<p>Said.</p>", "state": "contacted"})
        cls.case.inform_after = "2000-01-01"
        with cls._without_commit():
            cls.env["satisfaction.case"]._cron_tell_clients()
        cls.native = cls._make_entry(user_id=cls.agent.id)._start_native_answer("en_US")
        cls.env.flush_all()

    def _secrets(self):
        return {
            "ask": self.ask.access_token,
            "case": self.case.access_token,
            "native": self.native.access_token,
        }

    def test_links_went_out(self):
        """Else there would be nothing to hide."""
        for name in ("ask", "case"):
            mails = self.env["mail.mail"].search(
                [("body_html", "like", self._secrets()[name])]
            )
            self.assertTrue(mails, name)
        mail = self.ask.invitation_mail_id
        self.assertIn(self.ask.access_token, mail.body_html)
        self.assertIn("/satisfaction/***", mail.body)

    @mute_logger(*LOUD)
    def test_no_secret_is_readable(self):
        """R27, R91: wherever a link is stored, no role finds it: not on the ask or the
        case, not in the messages of the mails, not on an answer that was begun."""
        secrets, wrong, places = self._secrets(), [], set()
        for name, secret in secrets.items():
            for model, field, record_id in self._find_in_database(secret):
                places.add((model, field))
                for user in self.users.values():
                    record = self.env[model].browse(record_id).with_user(user)
                    self.env.invalidate_all()
                    try:
                        value = record.read([field])[0][field]
                    except UserError:  # an AccessError is one, too
                        continue
                    if secret in str(value or ""):
                        wrong.append((name, user.login, model, field))
        self.assertFalse(wrong)
        self.assertGreaterEqual(
            places,
            {
                ("satisfaction.request", "access_token"),
                ("satisfaction.case", "access_token"),
                ("survey.user_input", "access_token"),
                ("mail.mail", "body_html"),
            },
        )

    def _find_in_database(self, secret):
        """Every (model, field, id) of the whole database that holds the text."""
        for model in self.env.registry.values():
            if not model._auto or model._abstract:
                continue
            columns = [
                field.name
                for field in model._fields.values()
                if field.type in TEXTS and field.store and field.column_type
            ]
            if not columns:
                continue
            for column in columns:
                for (record_id,) in self.env.execute_query(
                    SQL(
                        "SELECT id FROM %s WHERE %s::text LIKE %s",
                        SQL.identifier(model._table),
                        SQL.identifier(column),
                        f"%{secret}%",
                    )
                ):
                    yield model._name, column, record_id

    @mute_logger(*LOUD)
    def test_search_gives_no_hint(self):
        """R27: nobody guesses a secret letter by letter by searching."""
        letter = self.native.access_token[:4]
        for user in (self.agent, self.client_manager, self.senior_manager):
            found = (
                self.env["survey.user_input"]
                .with_user(user)
                .search([("access_token", "=like", f"{letter}%")])
            )
            self.assertNotIn(self.native, found)
            with self.assertRaises(AccessError):
                self.native.with_user(user).read(["access_token"])

    def test_logs_keep_no_secret(self):
        """R27: neither the server's log nor a message shows what opens a page."""
        for secret_path in (
            "/satisfaction/0123456789abcdef/opt-out",
            "/satisfaction/report/17/0123456789abcdef",
            "/my/satisfaction/cases/5?access_token=0123456789abcdef&said=rate",
            "/survey/start/feedback?lang=en&amp;answer_token=0123456789abcdef",
        ):
            hidden = mail_mail.SECRET_IN_LINK.sub(r"\1***", secret_path)
            self.assertNotIn("0123456789abcdef", hidden)
            if "&amp;" not in secret_path:
                hidden = access_log.TOKEN_IN_PATH.sub(r"\1***", secret_path)
                hidden = access_log.TOKEN_IN_QUERY.sub(r"\1***", hidden)
                self.assertNotIn("0123456789abcdef", hidden)
        for path in ("/satisfaction/export/xlsx", "/my/satisfaction/cases/5"):
            self.assertEqual(mail_mail.SECRET_IN_LINK.sub("", path), path)
            self.assertEqual(access_log.TOKEN_IN_PATH.sub("", path), path)

    @mute_logger("odoo.http", *LOUD)
    def test_no_way_to_answer(self):
        """R27, R33: by the link, the portal, Odoo's own page, typing, importing, the
        ledger or the answer itself: the assignee answers nothing about the own ticket.
        """
        agent = new_test_user(
            self.env,
            login="satisfaction_solver",
            groups="helpdesk_mgmt.group_helpdesk_user,client_satisfaction.group_agent,"
            "client_satisfaction.group_interviewer",
            company_id=self.company.id,
        )
        self.team.user_ids += agent
        # Somebody who wasn't asked lately
        ticket = self._make_tickets(user_id=agent.id, partner_id=self.leader.id)
        ask = self._close_ticket(ticket)
        self._send_due()
        solution = self.questions["solution"]
        self.authenticate(agent.login, agent.login)
        for url in (
            f"/satisfaction/{ask.access_token}",
            f"/satisfaction/{ask.access_token}/change",
            f"/my/satisfaction/{ask.id}",
        ):
            page = self.url_open(url).text
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)', page)
            self.url_open(
                url,
                data={
                    f"q{solution.id}": "5",
                    "touch": "pointerdown",
                    "csrf_token": token[1] if token else "",
                },
            )
        as_agent = self.env(user=agent)
        wizard = as_agent["satisfaction.answer.entry"]
        values = {"partner_id": self.leader.id, "ticket_id": ticket.id}
        ways = {
            "ledger": lambda: (
                as_agent["satisfaction.request"]
                .browse(ask.id)
                .write({"state": "answered", "points": 100})
            ),
            "answer": lambda: as_agent["survey.user_input"].create(
                {"survey_id": self.survey.id, "satisfaction_request_id": ask.id}
            ),
            "line": lambda: as_agent["survey.user_input.line"].create(
                {
                    "user_input_id": self.native.id,
                    "question_id": solution.id,
                    "answer_type": "scale",
                    "value_scale": 5,
                }
            ),
            "import": lambda: as_agent["satisfaction.answer.import"].create({}),
            "typing": lambda: wizard.create(
                {
                    name: value
                    for name, value in values.items()
                    if name in wizard._fields
                }
            ).action_save(),
        }
        for name, way in ways.items():
            with self.subTest(way=name), self.assertRaises(UserError):
                way()
        ask.invalidate_recordset()
        self.assertEqual(ask.state, "sent")
        self.assertFalse(
            self.env["satisfaction.request"].search_count(
                [("ticket_id", "=", ticket.id), ("state", "=", "answered")]
            )
        )

    @mute_logger("odoo.addons.mail.models.mail_render_mixin", *LOUD)
    def test_nothing_hands_out_a_link(self):
        """R27, R91: neither Odoo's public methods, nor its wizards for writing mails
        and sharing, tell those who work on ask and case the client's link."""
        secrets, wrong = self._secrets(), []
        for user in (self.agent, self.client_manager, self.program_manager):
            env = self.env(user=user)
            ways = {"portal": lambda env=env: self.case.with_env(env).get_portal_url()}
            for record in (self.ask, self.case):
                ways[f"share {record._name}"] = lambda env=env, record=record: (
                    env["portal.share"]
                    .create({"res_model": record._name, "res_id": record.id})
                    .share_link
                )
                for template in self.env["mail.template"].search(
                    [("model", "=", record._name)]
                ):
                    for mode in ("comment", "mass_mail"):
                        ways[f"{template.name} {mode}"] = partial(
                            self._compose, env, record, template, mode
                        )
            for name, way in ways.items():
                savepoint = self.env.cr.savepoint()
                try:
                    told = str(way())
                except (UserError, ValueError):
                    told = ""
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)
                if any(secret in told for secret in secrets.values()):
                    wrong.append((user.login, name))
        self.assertFalse(wrong)

    def _compose(self, env, record, template, mode):
        wizard = env["mail.compose.message"].create(
            {
                "model": record._name,
                "res_ids": repr(record.ids),
                "template_id": template.id,
                "composition_mode": mode,
            }
        )
        return wizard.body

    def test_notice_links_make_no_secret(self):
        """R91: Odoo's own links to a record, in mails to colleagues, open nothing to
        strangers, and don't prolong the life of the client's link."""
        self.authenticate(None, None)
        until = self.case.access_token_until
        self.case.access_token_until = until = until - timedelta(days=10)
        self.env.flush_all()
        answer = self.url_open(
            f"/mail/view?model=satisfaction.case&res_id={self.case.id}",
            allow_redirects=False,
        )
        self.assertNotIn(self.case.access_token, answer.headers["Location"])
        self.case.invalidate_recordset()
        self.assertEqual(self.case.access_token_until, until)

    def test_previews_tell_nothing(self):
        """R24, R28: by a remote call anybody may put anybody into the wizards: who was
        asked lately, about what, and who opted out is told only to those who may ask
        or type for the client."""
        for user, knows in (
            (self.client_manager, True),
            (self.program_manager, True),
            (self.other_client_manager, False),
            (self.agent, False),
        ):
            env = self.env(user=user)
            with self.subTest(user=user.login):
                try:
                    ask = env["satisfaction.ask.contacts"].create(
                        {"partner_ids": [Command.set(self.contact.ids)]}
                    )
                    entry = env["satisfaction.answer.entry"].create(
                        {
                            "client_id": self.client.id,
                            "partner_id": self.contact.id,
                            "channel_id": self.channels["ticket"].id,
                        }
                    )
                except AccessError:
                    self.assertFalse(knows)
                    continue
                self.assertEqual(bool(ask.outcome_html), knows)
                self.assertEqual(bool(entry.open_ask_text), knows)
