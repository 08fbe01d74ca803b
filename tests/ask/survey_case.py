# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Builders of questionnaires."""

from odoo import Command

from tests.common import SatisfactionCommon


class SurveyDesignCommon(SatisfactionCommon):
    """Builders of questionnaires, made by the programme manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.surveys = cls.env["survey.survey"].with_user(cls.program_manager)
        cls.english = cls.env.ref("base.lang_en")

    @classmethod
    def _scale(cls, title="How good was it?", **values):
        return {
            "title": title,
            "question_type": "scale",
            "scale_min": 1,
            "scale_max": 5,
            "scale_min_label": "Poor",
            "scale_max_label": "Good",
            "satisfaction_is_scored": True,
            "satisfaction_objective": "service_quality",
            **values,
        }

    @classmethod
    def _comment(cls, title="What should we know?", **values):
        return {"title": title, "question_type": "text_box", **values}

    @classmethod
    def _make_survey(cls, *questions, **values):
        return cls.surveys.create(
            {
                "title": "Ours",
                "survey_type": "satisfaction",
                "satisfaction_purpose": "service_review",
                "questions_layout": "one_page",
                "lang_ids": [Command.set(cls.english.ids)],
                "question_and_page_ids": [
                    Command.create({"sequence": number, **question})
                    for number, question in enumerate(questions)
                ],
                **values,
            }
        )

    def _codes(self, survey, level=None):
        return {
            finding["code"]
            for finding in survey.satisfaction_findings or []
            if level in (None, finding["level"])
        }
