# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.extras import Json

from odoo import api, models
from odoo.tools import SQL

from .person_data import CODE_COLUMNS, COMPUTED_MODELS

TEXT_COLUMNS = ("varchar", "text", "jsonb")


class SatisfactionPerson(models.AbstractModel):
    """Texts of the database in which a person may be named."""

    _inherit = "satisfaction.person"

    @api.model
    def _get_text_columns(self, model):
        """Names of the stored fields of a model that hold text or JSON."""
        return [
            name
            for name, field in model._fields.items()
            if field.store
            and name not in CODE_COLUMNS
            and field.column_type
            and field.column_type[0] in TEXT_COLUMNS
            and field.type != "selection"
        ]

    @api.model
    def _get_sweeps(self, partner, with_tickets):
        """``[(model, condition)]`` in whose texts the person may be named.

        :param partner: the contact, with whose card and client's card it is done; none:
            no card is touched
        :return: conditions are SQL on the model's own table, under its name
        """
        ours = [
            model
            for name in sorted(self.env.registry)
            if name.startswith("satisfaction.")
            and name not in COMPUTED_MODELS
            and (model := self.env[name])._auto
            and not model._abstract
        ]
        sweeps = [(model, SQL("TRUE")) for model in ours]
        partners = partner | partner.commercial_partner_id
        threads = SQL(
            "(model IS NULL OR %s)", self._match_model("model", partners, with_tickets)
        )
        attached = self._match_model("res_model", partners, with_tickets)
        of_message = SQL(
            "mail_message_id IN (SELECT id FROM mail_message WHERE %s)", threads
        )
        conditions = {
            "survey.user_input": SQL("TRUE"),
            "survey.user_input.line": SQL("TRUE"),
            "mail.message": threads,
            "mail.mail": of_message,
            "mail.notification": of_message,
            "mail.tracking.value": of_message,
            "mail.message.translation": SQL(
                "message_id IN (SELECT id FROM mail_message WHERE %s)", threads
            ),
            "mail.scheduled.message": threads,
            "mail.activity": attached,
            "ir.attachment": SQL("(%s AND type = 'binary')", attached),
            "ir.logging": SQL("TRUE"),
        }
        if with_tickets:
            conditions["helpdesk.ticket"] = SQL("TRUE")
            conditions["rating.rating"] = SQL("res_model = 'helpdesk.ticket'")
        for name, condition in conditions.items():
            if name in self.env:
                sweeps.append((self.env[name], condition))
        return sweeps

    @api.model
    def _match_model(self, column, partners, with_tickets):
        """Whether a row hangs on a record in which a person may be named, as SQL.

        :param column: the row's column with the record's model; its id is ``res_id``
        :param partners: cards that are looked at
        """
        return SQL(
            "(%(model)s LIKE 'satisfaction.%%' OR %(model)s LIKE 'survey.%%'"
            " OR (%(model)s = 'helpdesk.ticket' AND %(tickets)s)"
            " OR (%(model)s = 'res.partner' AND res_id = ANY(%(partners)s)))",
            model=SQL.identifier(column),
            tickets=with_tickets,
            partners=partners.ids,
        )

    @api.model
    def _find_texts(self, model, condition, needles, columns=None):
        """Rows of a table whose texts match: ``[(id, {column: value})]``.

        :param columns: those looked at; None: all that hold text
        """
        if columns is None:
            columns = self._get_text_columns(model)
        if not columns or not needles:
            return []
        model.flush_model()
        # One by one: nearly all of them are empty, which costs nothing.
        matches = SQL(" OR ").join(
            self._match(SQL("%s::text", SQL.identifier(column)), needles)
            for column in columns
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE (%s) AND (%s)",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL.identifier(model._table),
                condition,
                matches,
            )
        )
        return [(row[0], dict(zip(columns, row[1:], strict=True))) for row in rows]

    @api.model
    def _match(self, text, needles):
        """Whether an SQL text may hold any of the needles, as SQL."""
        matches = []
        if needles.sql_pattern:
            matches.append(SQL("%s ~* %s", text, needles.sql_pattern))
        if needles.sql_likes:
            matches.append(SQL("lower(%s) LIKE ANY(%s)", text, needles.sql_likes))
        return SQL(" OR ").join(matches)

    @api.model
    def _take_out(self, model, condition, needles, instead, columns=None):
        """Take what tells of a person out of the texts of a table.

        Past the ORM on purpose: nothing is to be tracked, mailed or recomputed,
        read-only records are concerned as well, and who last changed one stays.

        :return: number of rows changed
        """
        changed = 0
        for row_id, values in self._find_texts(model, condition, needles, columns):
            new = {
                name: needles.take_out(value, instead)
                for name, value in values.items()
                if value is not None
            }
            self._set_columns(
                model,
                [row_id],
                {name: value for name, value in new.items() if value != values[name]},
            )
            changed += new != {k: v for k, v in values.items() if v is not None}
        return changed

    @api.model
    def _set_columns(self, model, ids, values):
        """Write columns of a table; see `_take_out` for why by SQL."""
        if not ids or not values:
            return
        assignments = SQL(", ").join(
            SQL(
                "%s = %s",
                SQL.identifier(name),
                Json(value) if isinstance(value, dict | list) else value or None,
            )
            for name, value in values.items()
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s)",
                SQL.identifier(model._table),
                assignments,
                list(ids),
            )
        )

    @api.model
    def _clear_fields(self, records, names, instead):
        """Empty fields of records; see `_take_out` for why past the ORM.

        :param instead: what stands where something must stand
        """
        columns, files = {}, []
        for name in names:
            field = records._fields[name]
            if field.type == "binary" and field.attachment:
                files.append(name)
            else:
                columns[name] = None
        if files:
            self.env["ir.attachment"].search(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("res_field", "in", files),
                ]
            ).unlink()
        # What must not be empty, and the line of an answer, keep that something was
        # said.
        is_line = records._name == "survey.user_input.line"
        filled = [n for n in columns if is_line or records._fields[n].required]
        for name in filled:
            del columns[name]
            self._set_columns(records, records.filtered(name).ids, {name: instead})
        self._set_columns(records, self._find_filled(records, columns), columns)

    @api.model
    def _find_filled(self, records, names):
        """Ids of those records that have anything in one of these columns."""
        if not names or not records:
            return []
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) AND num_nonnulls(%s) > 0",
                SQL.identifier(records._table),
                records.ids,
                SQL(", ").join(map(SQL.identifier, names)),
            )
        )
        return [row_id for (row_id,) in rows]
