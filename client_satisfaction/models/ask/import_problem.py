# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionAnswerImportProblem(models.Model):
    """A row that was refused, and why."""

    _name = "satisfaction.answer.import.problem"
    _description = "Import of Answers: Refused Row"
    _order = "import_id, row, id"

    import_id = fields.Many2one(
        "satisfaction.answer.import", required=True, ondelete="cascade", index=True
    )
    row = fields.Integer("Line", aggregator=None)
    external_id = fields.Char()
    message = fields.Char("Why")
