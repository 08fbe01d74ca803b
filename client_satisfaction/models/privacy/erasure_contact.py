# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .person_data import (
    COMPUTED_MODELS,
    OWN_WORDS_COLUMNS,
    OWN_WORDS_MODELS,
    STRUCTURE_MODELS,
)


class SatisfactionErasure(models.Model):
    """Erasing a person: the card, the login, and what served to reach them."""

    _inherit = "satisfaction.erasure"

    @api.model
    def _clear_contact(self, partner, is_erased):
        """Empty the contact's card and archive it; records go on leading to it."""
        users = partner.user_ids
        for user in users:
            # sudo: an administrator's or programme manager's errand, see _check_rights
            self.env["res.users.apikeys"].search([("user_id", "=", user.id)]).unlink()
            user.active = False
        if users:
            users.flush_recordset()
            # By SQL: Odoo would tell the person of the new login, by a mail with the
            # name and the address in it.
            self.env.cr.execute(
                SQL(
                    "UPDATE res_users SET password = NULL, signature = NULL,"
                    " login = 'erased-' || id WHERE id = ANY(%s)",
                    users.ids,
                )
            )
            self.env.registry.clear_cache()
            users.invalidate_recordset(flush=False)
            # Where and with what they signed in
            self.env.cr.execute(
                SQL("DELETE FROM res_device_log WHERE user_id = ANY(%s)", users.ids)
            )
        messages = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )
        messages.unlink()
        empty = (
            "email",
            "phone",
            "function",
            "street",
            "street2",
            "city",
            "zip",
            "vat",
            "website",
            "comment",
            "ref",
            "barcode",
            "company_registry",
            "company_name",
            "image_1920",
            "client_industry_notes",
            "client_business_notes",
            "client_composition",
        )
        values = dict.fromkeys(
            (name for name in empty if name in partner._fields), False
        )
        if partner.commercial_partner_id != partner:
            # These follow the company.
            for name in ("vat", "company_registry"):
                values.pop(name, None)
        partner.with_context(
            active_test=True, tracking_disable=True, mail_create_nolog=True
        ).write(
            {
                **values,
                "name": self.env._("Erased contact %s", partner.id),
                "active": False,
                "satisfaction_opt_out": True,
            }
        )
        partner.flush_recordset()

    @api.model
    def _hand_over(self, partner, found):
        """Let the programme's records lead to an empty contact instead.

        The ticket would tell who it was as well: the records forget it.
        """
        shell = self.env["res.partner"].create(
            {
                "name": self.env._("Erased contact"),
                "parent_id": partner.parent_id.id,
                "active": False,
                "satisfaction_role": partner.satisfaction_role,
                "satisfaction_opt_out": True,
            }
        )
        partner.satisfaction_opt_out = True
        self.env.flush_all()
        for part, records in found:
            if "." not in part.person:
                field = records._fields[part.person]
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                        SQL.identifier(records._table),
                        SQL.identifier(field.name),
                        shell.id,
                        records.ids,
                    )
                )
            for name in ("ticket_id", "ticket_number", "ticket_title"):
                field = records._fields.get(name)
                if field and field.store and part.model != "helpdesk.ticket":
                    self.env.cr.execute(
                        SQL(
                            "UPDATE %s SET %s = NULL WHERE id = ANY(%s)",
                            SQL.identifier(records._table),
                            SQL.identifier(name),
                            records.ids,
                        )
                    )
        messages = self._find_messages(partner, found).filtered(
            lambda message: message.model != "res.partner"
        )
        messages.author_id = shell

    @api.model
    def _forget(self, partner, needles):
        """What only served to reach the person."""
        self.env["mail.followers"].search(
            [
                ("partner_id", "=", partner.id),
                ("res_model", "=like", "satisfaction.%"),
            ]
        ).unlink()
        if needles:
            # Notices on their way to open pages
            self.env.cr.execute(
                SQL(
                    "DELETE FROM bus_bus WHERE %s",
                    self._match(SQL("message::text"), needles),
                )
            )
        if not partner.email:
            self.env["mail.notification"].search(
                [("res_partner_id", "=", partner.id)]
            ).unlink()
            for name in ("mail.blacklist", "mail.gateway.allowed"):
                rows = self._find_texts(
                    self.env[name].with_context(active_test=False), SQL("TRUE"), needles
                )
                self.env[name].browse(row_id for row_id, _values in rows).unlink()
        for name in ("privacy.lookup.wizard", "privacy.lookup.wizard.line"):
            # Lists of findings; Odoo keeps them for a day.
            if name in self.env:
                rows = self._find_texts(self.env[name], SQL("TRUE"), needles)
                self.env[name].browse(row_id for row_id, _values in rows).unlink()

    @api.model
    def _find_leftovers(self, needles):
        """What other apps still say of the person: a line for each model."""
        # The first are swept from end to end already.
        passed_over = {
            *OWN_WORDS_MODELS,
            *OWN_WORDS_COLUMNS,
            *COMPUTED_MODELS,
            *STRUCTURE_MODELS,
        }
        lines = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not model._auto or model._abstract or model._transient:
                continue
            if name in passed_over:
                continue
            rows = self._find_texts(model, SQL("TRUE"), needles)
            count = sum(
                any(needles.found_in(_as_text(value)) for value in values.values())
                for _row_id, values in rows
            )
            if count:
                lines.append(f"{self.env['ir.model']._get(name).name}: {count}")
        return "\n".join(lines)


def _as_text(value):
    return value if isinstance(value, str) else str(value or "")
