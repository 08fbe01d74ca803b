# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

REVIEW_STATES = [
    ("planned", "Planned"),
    ("held", "Held"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]


class SatisfactionReview(models.Model):
    """A meeting about one client: the service review, or a complaint review (R24).

    Together with the surveys these are the three sources a client's review report
    reflects (R105). The agenda is built from what is open with the client; what was
    said and decided is written beside each point, and decisions become actions.
    """

    _name = "satisfaction.review"
    _description = "Review Meeting"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        "Title",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    kind = fields.Selection(
        [("service", "Service review"), ("complaint", "Complaint review")],
        required=True,
        default="service",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        ondelete="restrict",
        check_company=True,
        compute="_compute_program_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    client_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        domain="[('parent_id', '=', False)]",
    )
    date = fields.Date(
        required=True, index=True, tracking=True, default=fields.Date.context_today
    )
    user_id = fields.Many2one(
        "res.users",
        "Led by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    state = fields.Selection(
        REVIEW_STATES,
        "Stage",
        required=True,
        default="planned",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    line_ids = fields.One2many(
        "satisfaction.review.line", "review_id", "Agenda", copy=False
    )

    @api.depends("kind", "client_id")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for review in self:
            # sudo: the client's name is all that is shown
            client = review.sudo().client_id.name or ""
            review.name = f"{kinds.get(review.kind, '')} · {client}"

    @api.depends("company_id", "date")
    def _compute_program_id(self):
        for (company, day), reviews in self.grouped(
            lambda review: (review.company_id, review.date)
        ).items():
            reviews.program_id = company and self.env["satisfaction.program"]._find(
                company, day or company._satisfaction_today(), running=False
            )
