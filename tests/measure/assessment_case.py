# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A client with several respondents, a scorecard of two levels, and interviewers."""

from odoo import Command
from odoo.tests import new_test_user

from ..common import SatisfactionCommon


class AssessmentCase(SatisfactionCommon):
    """A scorecard: service (3) with speed (2) and skill (1), partnership (1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["satisfaction.request"].search(
            [("score_pending", "=", True)]
        ).score_pending = False
        indicators = cls.env["satisfaction.indicator"]
        cls.indicators = {
            code: indicators.create({"name": name, "code": f"t_{code}"})
            for code, name in (
                ("speed", "Works quickly"),
                ("skill", "Skilled people"),
                ("value", "Worth the partnership"),
            )
        }
        cls.form = cls.env["survey.survey"].create(
            {
                "title": "Yearly assessment",
                "survey_type": "satisfaction",
                "satisfaction_purpose": "service_review",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": indicator.name,
                            "question_type": "scale",
                            "scale_min": 1,
                            "scale_max": 5,
                            "sequence": number,
                            "satisfaction_code": code,
                            "satisfaction_is_scored": True,
                            "satisfaction_allow_na": True,
                            "satisfaction_indicator_id": indicator.id,
                        }
                    )
                    for number, (code, indicator) in enumerate(cls.indicators.items())
                ]
                + [
                    Command.create(
                        {
                            "title": "How likely are you to recommend us?",
                            "question_type": "scale",
                            "scale_min": 0,
                            "scale_max": 10,
                            "sequence": 20,
                            "satisfaction_code": "recommend",
                            "satisfaction_objective": "loyalty",
                        }
                    ),
                    Command.create(
                        {
                            "title": "What should we know?",
                            "question_type": "text_box",
                            "sequence": 30,
                            "satisfaction_code": "comment",
                        }
                    ),
                ],
            }
        )
        cls.asked = {
            question.satisfaction_code: question for question in cls.form.question_ids
        }
        cls.scorecard = cls.env["satisfaction.scorecard"].create(
            {
                "name": "Test scorecard",
                "code": "test_assessment",
                "level_ids": [
                    Command.create(
                        {
                            "name": "Service",
                            "code": "service",
                            "measure": "quality",
                            "weight": 3,
                            "line_ids": [
                                Command.create(
                                    {
                                        "indicator_id": cls.indicators["speed"].id,
                                        "weight": 2,
                                    }
                                ),
                                Command.create(
                                    {
                                        "indicator_id": cls.indicators["skill"].id,
                                        "weight": 1,
                                    }
                                ),
                            ],
                        }
                    ),
                    Command.create(
                        {
                            "name": "Partnership",
                            "code": "partners",
                            "measure": "partnership",
                            "weight": 1,
                            "line_ids": [
                                Command.create(
                                    {
                                        "indicator_id": cls.indicators["value"].id,
                                        "weight": 1,
                                    }
                                )
                            ],
                        }
                    ),
                ],
            }
        )
        cls.scorecard.action_put_in_use()
        cls.program.scorecard_id = cls.scorecard
        cls.vip = cls._make_contact(cls.client, "Grace", satisfaction_role="vip")
        cls.other_interviewer = new_test_user(
            cls.env,
            login="satisfaction_other_interviewer",
            groups="base.group_user,client_satisfaction.group_interviewer",
            email="other_interviewer@provider.example",
            company_id=cls.company.id,
        )

    @classmethod
    def _make_assessment(cls, **values):
        values = {
            "client_id": cls.client.id,
            "company_id": cls.company.id,
            "survey_id": cls.form.id,
            "scorecard_id": cls.scorecard.id,
            **values,
        }
        return cls.env["satisfaction.assessment"].create(values)

    @classmethod
    def _started(cls, **values):
        """An assessment in which all respondents have an ask."""
        assessment = cls._make_assessment(**values)
        assessment._open_requests()
        return assessment

    @classmethod
    def _given(cls, speed=None, skill=None, value=None, recommend=None, comment=None):
        """Raw answers as they come in: ``_given(5, 4, "na")``."""
        given = {
            "speed": speed,
            "skill": skill,
            "value": value,
            "recommend": recommend,
            "comment": comment,
        }
        return {
            cls.asked[code].id: str(raw)
            for code, raw in given.items()
            if raw is not None
        }

    @classmethod
    def _hear(cls, assessment, answers, **options):
        """Store answers: ``{contact: _given(…)}``."""
        asks = assessment.request_ids.grouped("partner_id")
        options = {"mode": "meeting", "typed_by": cls.interviewer, **options}
        return cls.env["satisfaction.request"]._record_answers(
            {asks[contact].id: given for contact, given in answers.items()}, **options
        )

    @classmethod
    def _count(cls):
        """Let the job count what is pending, within this transaction."""
        with cls._without_commit():
            cls.env["satisfaction.score"]._cron_recompute()

    @classmethod
    def _line(cls, assessment, name):
        """The line of a level code, or of an indicator of the test's scorecard."""
        indicator = cls.indicators.get(name)
        return assessment.line_ids.filtered(
            lambda line: (
                line.indicator_id == indicator
                if indicator
                else line.kind == "level" and line.level_code == name
            )
        )
