# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .remark_telling import DAYS_UNTIL_REMINDED


class SatisfactionProgram(models.Model):
    """How a programme tells clients what became of their remarks."""

    _inherit = "satisfaction.program"

    remark_auto_tell = fields.Boolean(
        "Tell decisions by itself",
        default=True,
        help="Every morning each contact gets one mail about all new decisions on what"
        " they said. Otherwise the client manager sends it with a button.",
    )
    remark_tell_days = fields.Integer(
        "Remind when not told (days)",
        default=DAYS_UNTIL_REMINDED,
        help="So long after a decision its owner is reminded when the client still"
        " hasn't been told.",
    )

    _remark_tell_days_range = models.Constraint(
        "CHECK (remark_tell_days BETWEEN 0 AND 365)",
        "The reminder comes after 0 to 365 days.",
    )
