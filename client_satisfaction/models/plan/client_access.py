# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo import api, models, tools

# Fields of the profile are those this addon brings.
OURS = "client_satisfaction"


class ResPartner(models.Model):
    """A client manager keeps the profile of the own clients, and nothing else.

    Odoo lets nobody write on partners without the right to create contacts. Client
    managers may, to keep the profile (R73), but only the fields of this addon, on own
    clients and their contacts. Addresses are not theirs: whoever could change one
    would be asked in the client's place, or have the password of the client's portal
    account sent to themselves.
    """

    _inherit = "res.partner"

    @api.model
    @tools.ormcache("self.env.uid")
    def _writes_profiles_only(self):
        """Whether the user may write partners as client manager alone.

        Who may do so by another group as well, as Odoo's own one for creating
        contacts or that of another app, keeps what that group allows.
        """
        ours = self.env.ref(
            "client_satisfaction.access_res_partner_client_manager", False
        )
        # sudo: access rights are the administrator's; only a yes or no leaves here
        rights = self.env["ir.model.access"].sudo()
        giving = rights.search(
            [
                ("model_id.model", "=", "res.partner"),
                ("perm_write", "=", True),
                ("group_id", "in", [False, *self.env.user.all_group_ids.ids]),
            ]
        )
        return bool(ours) and giving == ours

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation != "write" or not any(self._ids):
            return result
        if not self._writes_profiles_only():
            return result
        # sudo: only compares who manages whom
        foreign = self.sudo().filtered(
            lambda partner: (
                partner.commercial_partner_id.client_manager_id != self.env.user
            )
        )
        if not foreign:
            return None
        foreign = foreign.sudo(False)
        # The sentence of a record rule says all there is to say.
        rules = self.env["ir.rule"]
        return foreign, partial(rules._make_access_error, operation, foreign)

    @api.model
    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and (
            operation != "write"
            or self.env.su
            or OURS in field._modules
            or not self._writes_profiles_only()
        )
