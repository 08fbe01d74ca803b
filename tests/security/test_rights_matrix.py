# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .rights_case import LOUD, RightsCase
from .rights_table import OPERATIONS, WORLDS, read_table, write_table


@tagged("post_install", "-at_install")
class TestRightsMatrix(RightsCase):
    """Who may do what with which record of which model, by the table.

    Whatever way somebody takes, what they get is what the table says of reading.
    """

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
