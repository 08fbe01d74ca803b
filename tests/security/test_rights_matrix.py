# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
import re
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..common import SatisfactionCommon
from .raw_world import drop_checks, list_models, make_records
from .rights_table import OPERATIONS, ROLES, WORLDS, read_table, write_table

# What is refused here is refused on purpose.
LOUD = (
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.models",
)
WRITTEN = re.compile(
    r'(INSERT INTO|UPDATE|DELETE FROM) "?(satisfaction|mail|survey|helpdesk|res)_'
)
# What a caller would try
ARGUMENTS = {"answers": {}, "text": "Hello", "reason": "Hello", "cells": [], "rows": []}


@tagged("post_install", "-at_install")
class TestRightsMatrix(SatisfactionCommon):
    """Who may do what with which record of which model, by the table.

    Whatever way somebody takes, what they get is what the table says of reading.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other company"})
        cls.bystander, cls.participant = (
            new_test_user(
                cls.env,
                login=f"satisfaction_{name}",
                groups="base.group_user",
                company_id=cls.company.id,
            )
            for name in ("bystander", "participant")
        )
        cls.portal = new_test_user(
            cls.env,
            login="satisfaction_portal",
            groups="base.group_portal",
            partner_id=cls.contact.id,
        )
        users = {
            "agent": cls.agent,
            "interviewer": cls.interviewer,
            "manager": cls.client_manager,
            "senior": cls.senior_manager,
            "programme": cls.program_manager,
            "takes part": cls.participant,
            "plain": cls.bystander,
            "portal": cls.portal,
            "public": cls.env.ref("base.public_user"),
        }
        cls.roles = {role: users[role] for role in ROLES}
        # Else exports are refused for want of this one
        export = cls.env.ref("base.group_allow_export")
        for user in users.values():
            if user._is_internal():
                user.group_ids += export
        cls.models = list_models(cls.env)
        drop_checks(cls.env, cls.models)
        foreign = cls._make_client(
            "Globex", client_manager_id=cls.other_client_manager.id
        )
        gus = cls._make_contact(foreign, "Gus")
        ours = {
            "client_id": cls.client,
            "res.partner": cls.contact,
            "user_id": cls.agent,
            "praised_user_id": cls.agent,
            "issued_by_id": cls.agent,
            "interviewer_id": cls.interviewer,
            "typed_by_id": cls.interviewer,
            "client_manager_id": cls.client_manager,
            "service_manager_id": cls.participant,
            "our_user_ids": cls.participant,
        }
        theirs = dict.fromkeys(ours, cls.other_agent) | {
            "client_id": foreign,
            "res.partner": gus,
            "client_manager_id": cls.other_client_manager,
        }
        cls.worlds = {
            "own": cls._make_world(1, cls.company, cls.agent, ours),
            "foreign": cls._make_world(2, cls.company, cls.other_agent, theirs),
            "company": cls._make_world(3, cls.other_company, cls.agent, ours),
        }

    @classmethod
    def _make_world(cls, number, company, member, people):
        team = cls._make_team(
            name=f"Team {number}",
            company_id=company.id,
            user_ids=[Command.set(member.ids)],
        )
        return make_records(
            cls.env,
            cls.models,
            {
                **people,
                "res.company": company,
                "client_ids": people["client_id"],
                "helpdesk.ticket.team": team,
                "res.users": cls.other_agent,
            },
            number,
        )

    def _as(self, user, name, world):
        return self.worlds[world][name].with_user(user)

    def _may_read(self, name, role, world):
        cell = read_table()[name][role]
        return "r" in cell[WORLDS.index(world)]

    def _cases(self):
        for name in self.models:
            for role, user in self.roles.items():
                yield name, role, user

    def _measure(self):
        return {
            name: {
                role: tuple(
                    "".join(
                        letter
                        for letter, operation in OPERATIONS.items()
                        if self._as(user, name, world).has_access(operation)
                    )
                    for world in WORLDS
                )
                for role, user in self.roles.items()
            }
            for name in self.models
        }

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------
    def test_every_model_has_its_row(self):
        """A model without a row hasn't been thought about."""
        self.assertEqual(sorted(read_table()), sorted(self.models))

    def test_table(self):
        """Read, write, create and delete, of own and others' clients and companies."""
        found, wanted = self._measure(), read_table()
        wrong = [name for name in self.models if found[name] != wanted.get(name)]
        self.assertFalse(
            wrong,
            "Other rights than the table says. Found:\n"
            + write_table({name: found[name] for name in wrong}),
        )

    # ------------------------------------------------------------------
    # Ways around. Thousands of attempts: what goes wrong is gathered, not asserted
    # one by one, as each assertion costs the database a savepoint.
    # ------------------------------------------------------------------
    def _is_refused(self, way, *args):
        try:
            way(*args)
        except UserError:  # an AccessError is one, too
            return True
        return False

    @mute_logger(*LOUD)
    def test_search(self):
        """Lists, counts, groups, names and exports give what one may read."""
        wrong = []
        for name, role, user in self._cases():
            everything = [self.worlds[world][name].id for world in WORLDS]
            wanted = sorted(
                self.worlds[world][name].id
                for world in WORLDS
                if self._may_read(name, role, world)
            )
            model = self.env[name].with_user(user).with_context(active_test=False)
            domain = [("id", "in", everything)]
            if not model.has_access("read"):
                ways = (
                    model.search,
                    model.search_count,
                    model.search_read,
                    model._read_group,
                    partial(model.name_search, ""),
                )
                wrong += [
                    (name, role, str(way))
                    for way in ways
                    if not self._is_refused(way, domain)
                ]
                continue
            found = model.search(domain)
            [(count, ids)] = model._read_group(domain, [], ["__count", "id:array_agg"])
            named = [pair[0] for pair in model.name_search("", domain)]
            if not (
                sorted(found.ids) == sorted(ids or []) == sorted(named) == wanted
                and model.search_count(domain) == count == len(wanted)
                and len(found.export_data(["id"])["datas"]) == count
            ):
                wrong.append((name, role, found.ids, ids, named, wanted))
        self.assertFalse(wrong)

    @mute_logger(*LOUD)
    def test_direct(self):
        """Who knows an id reads, exports and browses nothing with it."""
        wrong, tried = [], 0
        for name, role, user in self._cases():
            for world in WORLDS:
                if self._may_read(name, role, world):
                    continue
                record = self._as(user, name, world)
                column = next(
                    field.name
                    for field in record._fields.values()
                    if field.column_type and field.store and field.name != "id"
                )
                for way in (
                    partial(record.read, [column]),
                    partial(record.export_data, [column]),
                    partial(record.web_read, {column: {}}),
                    partial(record.mapped, column),
                ):
                    record.invalidate_recordset()
                    tried += 1
                    if not self._is_refused(way):
                        wrong.append((name, role, world, way.func.__name__))
        self.assertFalse(wrong)
        self.assertGreater(tried, 1000)

    @mute_logger(*LOUD)
    def test_parents(self):
        """A list on a readable record shows only rows one may read."""
        wrong, checked = [], 0
        for name, role, user in self._cases():
            if not self._may_read(name, role, "own"):
                continue
            record = self._as(user, name, "own")
            for field in record._fields.values():
                if (
                    field.type != "one2many"
                    or field.comodel_name not in self.models
                    or not record._has_field_access(field, "read")
                ):
                    continue
                row = self.worlds["own"][field.comodel_name]
                checked += 1
                self.env.invalidate_all()
                try:
                    seen = row.id in record.read([field.name])[0][field.name]
                except AccessError:
                    seen = False
                if seen and not self._may_read(field.comodel_name, role, "own"):
                    wrong.append((name, role, field.name))
        self.assertFalse(wrong)
        self.assertGreater(checked, 50)

    @mute_logger(*LOUD)
    def test_chatter(self):
        """Messages, attachments and activities follow the record they hang on."""
        wrong, tried = [], 0
        for name in self.models:
            if "message_ids" not in self.env[name]._fields:
                continue
            for world in WORLDS:
                things = self._hang_on(self.worlds[world][name])
                for role, user in self.roles.items():
                    may = self._may_read(name, role, world)
                    for thing in things:
                        tried += 1
                        seen = thing.with_user(user)
                        found = seen.has_access("read")
                        # Activities of others aren't for everybody who reads.
                        if (
                            found
                            and not may
                            or (may and not found and thing._name == "ir.attachment")
                        ):
                            wrong.append((name, role, world, thing._name))
        self.assertFalse(wrong)
        self.assertGreater(tried, 300)

    def _hang_on(self, record):
        message = self.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "body": "Secret",
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_note").id,
                "author_id": self.company.partner_id.id,
            }
        )
        attachment = self.env["ir.attachment"].create(
            {
                "name": "a.txt",
                "raw": b"x",
                "res_model": record._name,
                "res_id": record.id,
            }
        )
        activity = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "user_id": self.env.ref("base.user_root").id,
            }
        )
        return message, attachment, activity

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

    def _try(self, method, arguments):
        """What a call answers as text; an error answers nothing."""
        savepoint = self.cr.savepoint()
        try:
            answer = repr(method(*arguments))
            self.env.flush_all()
        except UserError:
            answer = ""
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
        return answer

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

    @mute_logger(*LOUD)
    def test_reports(self):
        """R109: rows of the analyses follow the ledger's rows."""
        views = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("satisfaction.")
            and not (model._auto or model._abstract or model._transient)
        }
        self.assertEqual(
            views,
            {
                "satisfaction.ask.report",
                "satisfaction.answer.report",
                "satisfaction.score.report",
            },
            "a new one has to be thought about",
        )
        for name in sorted(views):
            for role, user in self.roles.items():
                report = self.env[name].with_user(user)
                if role not in ("manager", "senior", "programme"):
                    self.assertTrue(self._is_refused(report._read_group, [], [], []))
                    continue
                groups = report._read_group([], ["client_id", "company_id"])
                self.assertNotIn(self.other_company, {group[1] for group in groups})
                if role == "manager":
                    self.assertLessEqual({group[0] for group in groups}, {self.client})


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
