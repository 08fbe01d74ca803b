# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import models
from odoo.tools import SQL, html2plaintext

from ...scoring.questionnaire import count_words, estimate_seconds


class SurveySurvey(models.Model):
    """What a questionnaire asks of its readers: time, and a language they know."""

    _inherit = "survey.survey"

    def _estimate_minutes(self):
        """Estimated minutes to answer (R32); reasons after a low rating not counted."""
        self.ensure_one()
        questions = self._get_design_questions().filtered(
            lambda question: not question.satisfaction_when_low
        )
        texts = [html2plaintext(self.description or "")]
        for question in questions:
            texts.append(question.title or "")
            texts += question.suggested_answer_ids.mapped(lambda one: one.value or "")
        words = sum(count_words(text) for text in texts)
        return estimate_seconds(questions.mapped("question_type"), words) / 60

    def _count_untranslated(self):
        """Texts a respondent would read in the wrong language.

        :return: ``{survey id: {language name: number of texts}}``, three queries for
            any number of questionnaires
        """
        counts = defaultdict(lambda: defaultdict(int))
        surveys = self._origin
        if not surveys:
            return counts
        languages = self.env["res.lang"].search([("active", "=", True)])
        wanted = {
            survey._origin.id: survey.lang_ids._origin or languages for survey in self
        }
        question_texts = ("title", "scale_min_label", "scale_max_label")
        self.env["survey.survey"].flush_model(["title"])
        self.env["survey.question"].flush_model([*question_texts, "survey_id"])
        self.env["survey.question.answer"].flush_model(["value", "question_id"])
        # The stored terms themselves: read through the ORM, a missing translation
        # looks like the English text.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, title FROM survey_survey WHERE id IN %(ids)s
                UNION ALL
                SELECT survey_id, text FROM survey_question
            CROSS JOIN LATERAL (
                        VALUES (title), (scale_min_label), (scale_max_label)
                       ) AS texts(text)
                 WHERE survey_id IN %(ids)s
                UNION ALL
                SELECT question.survey_id, answer.value
                  FROM survey_question_answer AS answer
                  JOIN survey_question AS question ON question.id = answer.question_id
                 WHERE question.survey_id IN %(ids)s
                """,
                ids=tuple(surveys.ids),
            )
        )
        for survey_id, terms in rows:
            for language in wanted[survey_id] if terms else ():
                if language.code not in terms and language.code != "en_US":
                    counts[survey_id][language.name] += 1
        return counts
