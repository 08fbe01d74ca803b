# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models

from ...scoring import follow_up_level, weighted_mean
from .survey_question import CHOICE_TYPES, NOT_APPLICABLE, TEXT_TYPES


class SatisfactionRequest(models.Model):
    """From answer lines to the figures the ledger keeps, and back to raw answers."""

    _inherit = "satisfaction.request"

    def _score_lines(self, user_input):
        """Give lines of the native page their points; return them as line values."""
        lines = []
        for line in user_input.user_input_line_ids.filtered(
            lambda line: not line.skipped
        ):
            question = line.question_id
            value = (
                line.suggested_answer_id.id
                if question.question_type in CHOICE_TYPES
                else line.value_scale
            )
            points = question._prepare_points(value)
            line.write(points)
            lines.append(
                {
                    "question_id": question.id,
                    "suggested_answer_id": line.suggested_answer_id.id,
                    "value_text_box": line.value_text_box,
                    "value_char_box": line.value_char_box,
                    **points,
                }
            )
        return lines

    def _get_scored_pairs(self, lines):
        """``(points, weight)`` of each scored answer."""
        questions = self.env["survey.question"]
        return [
            (
                line["satisfaction_points"],
                questions.browse(line["question_id"]).satisfaction_weight,
            )
            for line in lines
            if line.get("satisfaction_is_scored")
        ]

    def _prepare_figures(self, lines):
        """What the ledger keeps of the lines: mean, worst, words (D6, D4)."""
        self.ensure_one()
        pairs = self._get_scored_pairs(lines)
        points = weighted_mean(pairs)
        texts = [
            line.get("value_text_box") or line.get("value_char_box") for line in lines
        ]
        return {
            "is_scored": points is not None,
            "points": False if points is None else points,
            "worst_points": min(pairs)[0] if pairs else False,
            "comment": "\n\n".join(filter(None, texts)) or False,
            "reasons": self._word_reasons(lines) or False,
            "score_pending": points is not None,
        }

    def _word_reasons(self, lines):
        questions = self.env["survey.question"]
        answer_ids = [
            line["suggested_answer_id"]
            for line in lines
            if line.get("suggested_answer_id")
            and questions.browse(line["question_id"]).satisfaction_when_low
        ]
        if not answer_ids:
            return ""
        # Staff reads them, whatever language the client answered in.
        lang = self.company_id.partner_id.lang
        answers = self.env["survey.question.answer"].browse(answer_ids)
        return ", ".join(answers.with_context(lang=lang).mapped("value"))

    def _get_lines_level(self, lines):
        """none, manager or senior by the worst scored question (D4, R75–R78)."""
        pairs = self._get_scored_pairs(lines)
        if not pairs:
            return "none"
        program = self.program_id
        if not program:
            return follow_up_level(min(pairs)[0])
        return follow_up_level(
            min(pairs)[0], program.follow_up_below, program.senior_below
        )

    def _prepare_follow_up(self, lines, moment, is_typed):
        """When a low answer is followed up: after the correction window (D17)."""
        if self.case_id or self._get_lines_level(lines) == "none":
            return {"follow_up_after": False}
        minutes = 0 if is_typed else self.program_id.correction_minutes
        return {"follow_up_after": moment + timedelta(minutes=minutes)}

    def _get_raw_answers(self, user_input):
        """Stored answers as raw ones: for the log and to fill the form again.

        :return: ``{question id: raw}`` in the shape ``_record_answers`` takes
        """
        raw = {}
        for line in user_input.user_input_line_ids.filtered(
            lambda line: not line.skipped or line.satisfaction_is_na
        ):
            question = line.question_id
            if line.satisfaction_is_na:
                raw[question.id] = NOT_APPLICABLE
            elif question.question_type == "matrix":
                row = raw.setdefault(question.id, {})
                row.setdefault(str(line.matrix_row_id.id), []).append(
                    line.suggested_answer_id.id
                )
            elif question.question_type in CHOICE_TYPES:
                raw.setdefault(question.id, []).append(line.suggested_answer_id.id)
            elif question.question_type in TEXT_TYPES:
                raw[question.id] = line[f"value_{question.question_type}"]
            else:
                raw[question.id] = str(line[f"value_{question.question_type}"])
        return raw
