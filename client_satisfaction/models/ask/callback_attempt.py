# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

CALL_OUTCOMES = [
    ("answered", "Answered"),
    ("unreachable", "Not reached"),
    ("later", "Call later"),
    ("refused", "Refused"),
    ("mail", "Mail sent instead"),
]
# The client was on the line.
REACHED = ("answered", "later", "refused")


class SatisfactionCallbackAttempt(models.Model):
    """One try to reach a client by telephone, and what came of it (R15)."""

    _name = "satisfaction.callback.attempt"
    _description = "Callback Attempt"
    _order = "id desc"

    request_id = fields.Many2one(
        "satisfaction.request", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    user_id = fields.Many2one("res.users", "Called by", ondelete="set null")
    called_at = fields.Datetime(required=True, default=fields.Datetime.now)
    outcome = fields.Selection(CALL_OUTCOMES, required=True)
    call_again_at = fields.Datetime("Call again")
    note = fields.Text()
