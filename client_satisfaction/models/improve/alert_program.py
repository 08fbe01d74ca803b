# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionProgram(models.Model):
    """From when on a programme warns (R101)."""

    _inherit = "satisfaction.program"

    alert_drop = fields.Float(
        "Warn from a drop of",
        default=10,
        required=True,
        digits=(4, 1),
        help="Points below the own past, the target or the other clients that are"
        " reported even where they may be chance. Smaller differences are reported"
        " when they are more than chance.",
    )
    alert_silent_asks = fields.Integer(
        "Silent after (asks)",
        default=3,
        help="So many asks in a row without an answer make a silent client. 0: never.",
    )
    alert_silent_days = fields.Integer(
        "Silent after (days)",
        default=180,
        help="A client that was asked, but hasn't answered for so many days, is"
        " silent. 0: never.",
    )

    _alert_limits = models.Constraint(
        "CHECK (alert_drop BETWEEN 0 AND 100 AND alert_silent_asks BETWEEN 0 AND 100"
        " AND alert_silent_days BETWEEN 0 AND 3650)",
        "Warnings: the drop lies between 0 and 100 points, a client is silent after 0"
        " to 100 asks and 0 to 3650 days.",
    )
