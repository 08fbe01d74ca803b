# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionAnswerEntryLine(models.TransientModel):
    """One question and what the client answered."""

    _name = "satisfaction.answer.entry.line"
    _description = "Enter an Answer: Question"
    _order = "sequence, id"

    entry_id = fields.Many2one(
        "satisfaction.answer.entry", required=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    question_id = fields.Many2one("survey.question", required=True)
    question_type = fields.Selection(related="question_id.question_type")
    is_mandatory = fields.Boolean(related="question_id.constr_mandatory")
    scale_min = fields.Integer(related="question_id.scale_min")
    scale_max = fields.Integer(related="question_id.scale_max")
    scale_min_label = fields.Char(related="question_id.scale_min_label")
    scale_max_label = fields.Char(related="question_id.scale_max_label")
    allow_na = fields.Boolean(related="question_id.satisfaction_allow_na")
    # Text, because an empty rating is not a 0
    rating = fields.Char(size=2)
    answer_id = fields.Many2one(
        "survey.question.answer",
        "Choice",
        domain="[('question_id', '=', question_id)]",
    )
    answer_ids = fields.Many2many(
        "survey.question.answer",
        "satisfaction_answer_entry_line_answer_rel",
        string="Choices",
        domain="[('question_id', '=', question_id)]",
    )
    text = fields.Text()

    def _collect_answers(self):
        """The answers as ``_record_answers`` takes them, for one ask."""
        answers = {}
        for line in self:
            if line.question_type == "scale":
                raw = (line.rating or "").strip()
            elif line.question_type == "simple_choice":
                raw = line.answer_id.id
            elif line.question_type == "multiple_choice":
                raw = line.answer_ids.ids
            else:
                raw = line.text
            if raw:
                answers[line.question_id.id] = raw
        return answers
