# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """The client profile (R73) on the commercial partner, and its contacts' roles."""

    _inherit = "res.partner"

    # Contact
    satisfaction_role = fields.Selection(
        [
            ("interface", "Client interface person"),
            ("decision_leader", "Decision leader"),
            ("vip", "VIP user"),
            ("end_user", "End user"),
        ],
        "Role in satisfaction programme",
        help="As whom this contact answers.",
    )
    satisfaction_opt_out = fields.Boolean(
        "No satisfaction surveys",
        help="This contact is never asked, except for surveys agreed with the client.",
    )
    # Client
    client_manager_id = fields.Many2one(
        "res.users", "Client manager", help="Calls after a low answer."
    )
    client_service_manager_id = fields.Many2one(
        "res.users",
        "Service manager",
        help="Joins the call when the ticket's category names no one.",
    )
    client_senior_manager_id = fields.Many2one(
        "res.users",
        "Senior management contact",
        help="Attends the call after an answer of 1 or 2.",
    )
    client_since = fields.Date("Client since")
    client_until = fields.Date(
        "Client until", help="Empty while the client is with us."
    )
    satisfaction_survey_ids = fields.One2many(
        "survey.survey", "satisfaction_client_id", "Own questionnaires"
    )

    def write(self, vals):
        if "client_manager_id" in vals:
            self._check_client_manager_change(vals["client_manager_id"])
        return super().write(vals)

    def _check_client_manager_change(self, user_id):
        """Who names a client manager decides who sees the client's answers.

        Many colleagues may edit contacts; nobody of them shall get at a client's
        answers by naming themselves. The present client manager may hand over.

        :param user_id: id of the new client manager, or False
        :raises AccessError: for anybody else
        """
        if self.env.su or self.env.user.has_groups(
            "client_satisfaction.group_program_manager,base.group_system"
        ):
            return
        for partner in self:
            now = partner.client_manager_id
            if now.id != (user_id or False) and now != self.env.user:
                raise AccessError(
                    self.env._(
                        "The client manager of %(client)s is named by the programme"
                        " manager, or by the present client manager who hands over.",
                        client=partner.display_name,
                    )
                )
