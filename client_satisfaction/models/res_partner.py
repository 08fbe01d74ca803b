# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


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
    agreement_level = fields.Char(
        "Agreement level", help='E.g. "Gold". Clients hear "agreement".'
    )
    satisfaction_survey_ids = fields.One2many(
        "survey.survey", "satisfaction_client_id", "Own questionnaires"
    )
