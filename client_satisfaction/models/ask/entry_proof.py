# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionRequest(models.Model):
    """What proves an answer typed for the client: when it was told, the scan."""

    _inherit = "satisfaction.request"

    told_on = fields.Date(
        readonly=True,
        help="Day of the meeting or call, or written on the paper. An answer to an ask"
        " counts on the day of the ask all the same.",
    )
    scan_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Scans",
        domain=[("res_model", "=", "satisfaction.request")],
        readonly=True,
        help="The questionnaire on paper or the minutes of the meeting.",
    )
