# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
import re
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .rights_case import LOUD, RightsCase

WRITTEN = re.compile(
    r'(INSERT INTO|UPDATE|DELETE FROM) "?(satisfaction|mail|survey|helpdesk|res)_'
)
# What a caller would try
ARGUMENTS = {"answers": {}, "text": "Hello", "reason": "Hello", "cells": [], "rows": []}


@tagged("post_install", "-at_install")
class TestRightsCalls(RightsCase):
    """Remote calls and wizards give nobody more than the table says of reading.

    What goes wrong is gathered, not asserted one by one: each assertion costs the
    database a savepoint.
    """

    @mute_logger(*LOUD, "odoo.sql_db")
    def test_remote_calls(self):
        """Whoever may not read a record gets nothing out of its public methods and
        changes nothing with them, whatever button they belong to."""
        wrong, tried = [], 0
        for name in self.models:
            methods = _list_public_methods(self.env[name])
            for role in ("agent", "interviewer", "manager", "plain", "portal"):
                if self._may_read(name, role, "foreign"):
                    continue
                record = self._as(self.roles[role], name, "foreign")
                for method, arguments in methods:
                    tried += 1
                    self.env.invalidate_all()
                    with self._watch_writes() as written:
                        answer = self._try(getattr(record, method), arguments)
                    if written or "Secret2" in answer or "Globex" in answer:
                        wrong.append((name, method, role, written[:1], answer[:200]))
        self.assertFalse(wrong)
        self.assertGreater(tried, 300)

    @contextmanager
    def _watch_writes(self):
        """Gather what is written to tables of this addon, of mails and of answers."""
        written, execute = [], type(self.cr).execute

        def watch(cursor, query, *args, **kwargs):
            text = str(query.code if isinstance(query, SQL) else query).lstrip()
            if WRITTEN.match(text):
                written.append(text[:200])
            return execute(cursor, query, *args, **kwargs)

        with patch.object(type(self.cr), "execute", watch):
            yield written

    @mute_logger(*LOUD, "odoo.sql_db")
    def test_model_calls(self):
        """Methods that need no record, of tables, pages and wizards alike, tell nobody
        anything of clients that aren't theirs, whatever they are asked."""
        wrong, tried = [], 0
        for name in sorted(self.env.registry.models):
            if not name.startswith("satisfaction."):
                continue
            methods = _list_public_methods(self.env[name], api_model=True)
            for role in ("agent", "interviewer", "manager", "plain", "portal"):
                model = self.env[name].with_user(self.roles[role])
                for method, arguments in methods:
                    tried += 1
                    self.env.invalidate_all()
                    try:
                        answer = self._try(getattr(model, method), arguments)
                    except (TypeError, ValueError, AttributeError, KeyError):
                        continue  # nonsense was asked; a remote caller gets no answer
                    told = {
                        other
                        for other in self.models
                        if f"Secret2 {other}'" in answer
                        and not self._may_read(other, role, "foreign")
                    }
                    if told or "Globex" in answer:
                        wrong.append((name, method, role, told, answer[:200]))
        self.assertFalse(wrong)
        self.assertGreater(tried, 40)

    @mute_logger(*LOUD, "odoo.sql_db")
    def test_wizards(self):
        """Whoever puts a foreign record into a wizard, by a remote call, reads none of
        its words there, and none of the client's name that isn't theirs to read."""
        wrong, tried = [], 0
        for name, model in sorted(self.env.registry.items()):
            if not (name.startswith("satisfaction.") and model._transient):
                continue
            values = {
                field.name: (
                    [Command.set(target.ids)]
                    if field.type == "many2many"
                    else target.id
                )
                for field in model._fields.values()
                if field.type in ("many2one", "many2many")
                and (target := self._find_foreign(field))
            }
            for role in ("agent", "interviewer", "manager"):
                if self._may_all(role, values, model):
                    continue
                tried += 1
                words = self._read_wizard(name, role, values)
                if "Secret2" in words:
                    wrong.append((name, role, words[:300]))
        self.assertFalse(wrong)
        self.assertGreaterEqual(tried, 20)

    def _find_foreign(self, field):
        world = self.worlds["foreign"]
        if field.comodel_name == "res.partner":
            return world["satisfaction.score"].client_id
        return world.get(field.comodel_name)

    def _may_all(self, role, values, model):
        """Whether the role may read everything that is put into a wizard."""
        names = {model._fields[name].comodel_name for name in values}
        return all(
            self._may_read(name, role, "foreign") for name in names & set(self.models)
        )

    def _read_wizard(self, name, role, values):
        """All words of a new wizard; names of links are Odoo's own to show."""
        savepoint = self.cr.savepoint()
        words = []
        try:
            wizard = self.env[name].with_user(self.roles[role]).create(values)
            for field in wizard._fields.values():
                if field.type not in ("char", "text", "html", "json"):
                    continue
                if field.name == "display_name" or field.related:
                    continue
                try:
                    words.append(str(wizard[field.name] or ""))
                except (UserError, ValueError):
                    continue
        except (UserError, ValueError, TypeError, psycopg2.Error):
            pass
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        return " ".join(words)


def _list_public_methods(model, api_model=False):
    """``[(name, arguments)]`` of this addon's methods callable from outside.

    :param api_model: those that need no record, instead of those that do
    """
    found = []
    for name, method in inspect.getmembers(type(model), inspect.isfunction):
        if (
            name.startswith("_")
            or name in ("create", "write", "unlink", "copy", "copy_data")
            or name in ("message_new", "message_update", "init", "get_base_url")
            or getattr(method, "_api_private", False)
            or bool(getattr(method, "_api_model", False)) != api_model
            or not method.__module__.startswith("odoo.addons.client_satisfaction")
        ):
            continue
        needed = [
            parameter
            for parameter in list(inspect.signature(method).parameters.values())[1:]
            if parameter.default is parameter.empty
            and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        found.append((name, [ARGUMENTS.get(one.name, 1) for one in needed]))
    return found
