# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SatisfactionRequest(models.Model):
    """What keeps the results of one questionnaire quick among millions of asks."""

    _inherit = "satisfaction.request"

    _results_idx = models.Index(
        "(survey_id, event_date) WHERE state IN ('answered', 'expired')"
    )
    _comments_idx = models.Index(
        "(survey_id, event_date, id) WHERE state = 'answered' AND comment IS NOT NULL"
    )
