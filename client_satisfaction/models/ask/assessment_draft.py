# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionInterviewDraft(models.Model):
    """What an interviewer has typed for one respondent and not handed in yet.

    Kept while the interview goes on, so that a closed tab or an empty battery loses
    nothing. It counts nowhere, and is gone once the answer is stored.
    """

    _name = "satisfaction.interview.draft"
    _description = "Unfinished Interview"

    request_id = fields.Many2one(
        "satisfaction.request", required=True, ondelete="cascade"
    )
    answers = fields.Json(help="Question id to what was answered.")

    _request_unique = models.UniqueIndex(
        "(request_id)", "There is a draft of this answer already."
    )
