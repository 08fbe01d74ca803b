# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models

#: Values of these are links into other records: they are told by name.
TOLD_BY_NAME = ("many2one", "reference")
#: Nothing about the person, or nothing anybody may have.
NOT_TOLD = frozenset(
    {
        "access_token",
        "intake_key",
        "occurrence_key",
        "source_key",
        "told_key",
        "create_uid",
        "write_uid",
        "write_date",
        "message_main_attachment_id",
        "message_follower_ids",
        "activity_ids",
    }
)
NOT_TOLD_TYPES = ("one2many", "many2many", "binary", "properties")
PARTNER_FIELDS = (
    "name",
    "email",
    "phone",
    "function",
    "street",
    "street2",
    "zip",
    "city",
    "country_id",
    "lang",
    "tz",
    "parent_id",
    "satisfaction_role",
    "satisfaction_opt_out",
    "satisfaction_is_vip",
)


class SatisfactionPerson(models.AbstractModel):
    """Everything stored about a person, to hand it to them."""

    _inherit = "satisfaction.person"

    @api.model
    def _collect(self, partner):
        """What is stored about a contact.

        :return: ``(tables, files)``; tables: ``{title: (headers, rows)}`` with plain
            values; files: ``[(name, content)]``
        """
        self._check_rights(partner)
        # sudo: checked
        return self.sudo()._collect_checked(
            partner.sudo().with_context(active_test=False)
        )

    @api.model
    def _collect_checked(self, person):
        tables = {
            self.env._("Contact"): self._tell_records(person, PARTNER_FIELDS),
        }
        found = self._find_records(person, with_tickets=True)
        messages = self._find_messages(person, found)
        seen = set()
        for part, records in found:
            if part.model in seen:
                continue
            seen.add(part.model)
            names = self._get_told_fields(records)
            title = self.env["ir.model"]._get(part.model).name
            tables[title] = self._tell_records(records, names)
        told = ("date", "model", "res_id", "subject", "body", "email_from")
        if messages:
            tables[self.env._("Messages written")] = self._tell_records(messages, told)
        if received := self._find_received(person):
            tables[self.env._("Messages received")] = self._tell_records(received, told)
        attachments = self._find_files(found, messages)
        files = [
            (f"{number:03d}-{_clean(file.name)}", file.raw or b"")
            for number, file in enumerate(attachments, 1)
        ]
        return tables, files

    @api.model
    def _find_received(self, partner):
        """Messages the person was sent; notes among colleagues are none."""
        return self.env["mail.message"].search(
            [
                ("notified_partner_ids", "in", partner.ids),
                ("is_internal", "=", False),
                ("model", "=like", "satisfaction.%"),
            ]
        )

    @api.model
    def _get_told_fields(self, records):
        return [
            name
            for name, field in records._fields.items()
            if field.store
            and name not in NOT_TOLD
            and field.type not in NOT_TOLD_TYPES
            # What nobody but the system may read is a secret of the system.
            and field.groups != "base.group_system"
            and not name.startswith(("message_", "activity_"))
        ]

    @api.model
    def _tell_records(self, records, names):
        """Headers and rows; columns without any value are left out."""
        described = records.fields_get(names, ["string", "type", "selection"])
        columns = []
        for name in names:
            if name not in described:
                continue
            values = [self._tell_value(one, name, described[name]) for one in records]
            if any(value not in (None, "") for value in values):
                columns.append((described[name]["string"], values))
        headers = [header for header, _values in columns]
        return headers, list(zip(*(values for _header, values in columns), strict=True))

    @api.model
    def _tell_value(self, record, name, described):
        value = record[name]
        kind = described["type"]
        if kind == "selection":
            return dict(described["selection"]).get(value, value or None)
        if kind in TOLD_BY_NAME:
            return value.display_name if value else None
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if kind in ("integer", "float", "monetary", "many2one_reference"):
            return value
        if kind == "datetime":
            return value and fields.Datetime.to_string(value) or None
        if kind == "date":
            return value and fields.Date.to_string(value) or None
        return str(value) if value else None


def _clean(name):
    """A file name that stays in its folder."""
    return re.sub(r"[^\w.\- ]", "_", name or "file").lstrip(".")[:100] or "file"
