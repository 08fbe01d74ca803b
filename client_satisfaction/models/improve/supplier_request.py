# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

SUPPLIER_STATES = [
    ("draft", "Draft"),
    ("asked", "Asked"),
    ("answered", "Answered"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]


class SatisfactionSupplierRequest(models.Model):
    """What is demanded from a supplier or subcontractor after clients' feedback (R95).

    Nothing confidential goes out: the supplier reads the text written for them and
    the names of those clients that were ticked one by one, nothing else.
    """

    _name = "satisfaction.supplier.request"
    _description = "Request to a Supplier"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _check_company_auto = True

    name = fields.Char("Subject", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    action_id = fields.Many2one(
        "satisfaction.action",
        "Action",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Asked by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    supplier_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, tracking=True
    )
    demand = fields.Selection(
        [
            ("improvement", "An improvement"),
            ("plan", "A plan of improvement"),
        ],
        "We demand",
        required=True,
        default="plan",
        tracking=True,
    )
    text = fields.Text(
        "Text for the supplier",
        help="All the supplier reads, besides subject and day. Leave out what clients"
        " told you in confidence.",
    )
    date_due = fields.Date("Answer until", required=True, tracking=True)
    state = fields.Selection(
        SUPPLIER_STATES,
        "Stage",
        required=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
