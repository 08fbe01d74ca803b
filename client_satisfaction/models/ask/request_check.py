# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...exceptions import AnswerError
from .survey_question import CHOICE_TYPES


class SatisfactionRequest(models.Model):
    """Whether answers fit their questions; nothing is written here."""

    _inherit = "satisfaction.request"

    def _prepare_answers(self, answers):
        """Check all answers of these requests before anything is written.

        :return: ``{request id: [values of survey.user_input.line]}``
        """
        prepared, problems = {}, {}
        for request in self:
            lines, request_problems = request._check_answers(answers[request.id])
            prepared[request.id] = lines
            problems.update(request_problems)
        if problems:
            raise AnswerError(problems)
        return prepared

    def _check_answers(self, raw_answers):
        """Line values of one ask and the problems found, by question id."""
        self.ensure_one()
        questions = self.survey_id.question_ids
        problems = {
            question_id: self.env._("This question is not part of the questionnaire.")
            for question_id in set(raw_answers) - set(questions.ids)
        }
        lines, chosen_ids, when_low = [], set(), []
        for question in questions:
            triggers = question.triggering_answer_ids
            if triggers and chosen_ids.isdisjoint(triggers.ids):
                continue  # never shown
            raw = raw_answers.get(question.id)
            if question.satisfaction_when_low and question.constr_mandatory:
                when_low.append(question)
            problem = question._find_problem(
                raw,
                question.constr_mandatory and not question.satisfaction_when_low,
            )
            if problem:
                problems[question.id] = problem
                continue
            question_lines = question._prepare_lines(raw)
            lines += question_lines
            if question.question_type in CHOICE_TYPES:
                chosen_ids.update(
                    line["suggested_answer_id"] for line in question_lines
                )
        if not problems and self._get_lines_level(lines) != "none":
            for question in when_low:
                if problem := question._find_problem(
                    raw_answers.get(question.id), True
                ):
                    problems[question.id] = problem
        if not problems and not lines:
            problems[questions[:1].id] = self.env._(
                "Please answer at least one question."
            )
        return lines, problems
