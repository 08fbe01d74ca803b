# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

# Changing one of these would give old answers another meaning.
MEANING_FIELDS = (
    "question_type",
    "scale_min",
    "scale_max",
    "survey_id",
    "satisfaction_is_scored",
    "satisfaction_code",
    "satisfaction_indicator_id",
)
# A code or an indicator given for the first time changes nothing.
FIRST_TIME_FIELDS = ("satisfaction_code", "satisfaction_indicator_id")


class SurveySurvey(models.Model):
    """A questionnaire that was answered keeps its old answers true."""

    _inherit = "survey.survey"

    satisfaction_answer_count = fields.Integer(
        "Answers", compute="_compute_satisfaction_answer_count"
    )

    def _compute_satisfaction_answer_count(self):
        counts = self._count_answers()
        for survey in self:
            survey.satisfaction_answer_count = counts.get(survey._origin, 0)

    def _count_answers(self):
        """``{questionnaire: number of finished answers}``, also of sealed ones."""
        # sudo: how many answered, not who
        counts = defaultdict(int)
        for survey, count in (
            self.env["survey.user_input"]
            .sudo()
            ._read_group(
                [
                    ("survey_id", "in", self.ids),
                    ("state", "=", "done"),
                    ("test_entry", "=", False),
                ],
                ["survey_id"],
                ["__count"],
            )
        ):
            counts[survey.sudo(False)] += count
        for survey, count in self._count_sealed().items():
            counts[survey] += count
        return counts

    def _filter_answered(self):
        """Those of our questionnaires that were answered at least once."""
        ours = self.filtered(lambda survey: survey.survey_type == "satisfaction")
        counts = ours._count_answers() if ours else {}
        return ours.filtered(lambda survey: counts.get(survey._origin))

    def write(self, vals):
        if vals.get("survey_type", "satisfaction") != "satisfaction":
            for survey in self._filter_answered():
                raise UserError(
                    self.env._(
                        "“%(survey)s” has answers of clients: it stays a client"
                        " satisfaction questionnaire, which keeps them protected.",
                        survey=survey.title,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        for survey in self._filter_answered():
            raise UserError(
                self.env._(
                    "“%(survey)s” was answered; its answers (%(count)s) would be lost"
                    " with it. Close it instead.",
                    survey=survey.title,
                    count=survey.satisfaction_answer_count,
                )
            )


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def write(self, vals):
        if changed := [name for name in MEANING_FIELDS if name in vals]:
            self._refuse_new_meaning(vals, changed)
        return super().write(vals)

    def _refuse_new_meaning(self, vals, names):
        """Texts may be mended any time; what an answer means may not."""
        changing = self.filtered(
            lambda question: (
                not question.is_page
                and any(
                    (question[name] or name not in FIRST_TIME_FIELDS)
                    and question._fields[name].convert_to_write(
                        question[name], question
                    )
                    != vals[name]
                    for name in names
                )
            )
        )
        for survey in changing.survey_id._filter_answered():
            raise UserError(
                self.env._(
                    "“%(question)s” has been answered: another scale, type, code,"
                    " indicator or way of counting would falsify the old answers."
                    " Texts may be mended; for anything else copy the questionnaire"
                    " and use the copy from now on.",
                    question=(changing & survey.question_ids)[:1].title,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        questions = self.filtered(lambda question: not question.is_page)
        for survey in questions.survey_id._filter_answered():
            own = questions & survey.question_ids
            # sudo: whether anybody answered, not what
            answered = self.env["survey.user_input.line"].sudo()
            lost = own.filtered("satisfaction_is_scored") or (
                answered.search([("question_id", "in", own.ids)], limit=1).question_id
            )
            if lost:
                raise UserError(
                    self.env._(
                        "“%(question)s” has been answered: deleting it would falsify"
                        " the old answers. Copy the questionnaire without it and use"
                        " the copy from now on.",
                        question=lost[:1].title,
                    )
                )


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    def write(self, vals):
        if "answer_score" in vals:
            changing = self.filtered(
                lambda answer: (
                    answer.question_id.satisfaction_is_scored
                    and answer.answer_score != vals["answer_score"]
                )
            )
            changing._refuse_if_answered()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        # sudo: whether anybody chose it, not who
        lines = self.env["survey.user_input.line"].sudo()
        chosen = lines.search(
            [
                "|",
                ("suggested_answer_id", "in", self.ids),
                ("matrix_row_id", "in", self.ids),
            ],
            limit=1,
        )
        scored = self.filtered(lambda answer: answer.question_id.satisfaction_is_scored)
        kept = scored | chosen.suggested_answer_id | chosen.matrix_row_id
        kept._refuse_if_answered()

    def _refuse_if_answered(self):
        for survey in (self.question_id | self.matrix_question_id).survey_id:
            if survey._filter_answered():
                raise UserError(
                    self.env._(
                        "“%(answer)s” belongs to a question that has been answered:"
                        " this would falsify the old answers. Copy the questionnaire"
                        " and use the copy from now on.",
                        answer=self[:1].value,
                    )
                )
