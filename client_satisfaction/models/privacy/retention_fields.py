# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    words_cleared_on = fields.Date(
        readonly=True, copy=False, help="When the words were erased as too old."
    )
    contact_cleared_on = fields.Date(
        readonly=True, copy=False, help="When contact and address were erased."
    )
    link_cleared_on = fields.Date(
        readonly=True, copy=False, help="Since when old links lead nowhere."
    )


class SatisfactionRemark(models.Model):
    _inherit = "satisfaction.remark"

    words_cleared_on = fields.Date(
        readonly=True, copy=False, help="When the words were erased as too old."
    )


class SatisfactionCase(models.Model):
    _inherit = "satisfaction.case"

    words_cleared_on = fields.Date(
        readonly=True, copy=False, help="When words and people were erased as too old."
    )
