# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    external_id = fields.Char(
        "External id",
        readonly=True,
        copy=False,
        help="What the answer is called where it was collected. An answer is imported"
        " only once in a company.",
    )

    _external_id_unique = models.UniqueIndex(
        "(company_id, external_id) WHERE external_id IS NOT NULL",
        "This answer has already been imported.",
    )
