# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from ..common import SatisfactionCommon
from . import builders

YEAR = 2025


class ReportCommon(SatisfactionCommon):
    """The shared world with stored scores of three clients over a year.

    Acme is the client manager's, the Chinese and Russian clients are another client
    manager's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["satisfaction.score"].search([]).unlink()
        cls.year = cls._make_program(cls.company, YEAR)
        gold = cls.env.ref("client_satisfaction.agreement_level_gold")
        cls.client.write({"lang": "en_US", "agreement_level_id": gold.id})
        cls.chinese = cls._make_client(
            "北京星辰科技有限公司",
            lang="zh_CN",
            client_manager_id=cls.other_client_manager.id,
        )
        cls.russian = cls._make_client(
            "ООО «Ромашка»",
            lang="ru_RU",
            client_manager_id=cls.other_client_manager.id,
        )
        cls.earlier = cls._make_score(cls.client, date(YEAR, 4, 1), 70)
        cls.score = cls._make_score(
            cls.client,
            date(YEAR, 10, 1),
            # The printed example of S4: 93, 95, 92, 90 make 92.2
            {
                "ticket": [91.0, 95.0],
                "callback": [93.0, 97.0],
                "questionnaire": [90.0, 94.0],
                "monthly": [88.0, 92.0],
            },
            previous_id=cls.earlier.id,
            change=22.2,
            trend="rise",
        )
        cls.chinese_score = cls._make_score(cls.chinese, date(YEAR, 10, 1), 85)
        cls.russian_score = cls._make_score(cls.russian, date(YEAR, 10, 1), 50)
        cls.scores = cls.score | cls.chinese_score | cls.russian_score

    @classmethod
    def _make_score(cls, client, day, ratings, program=None, **values):
        """:param ratings: of each channel, or one level for all of them"""
        if isinstance(ratings, (int, float)):
            ratings = {
                code: [ratings - 5.0, ratings, ratings + 5.0]
                for code in builders.CHANNELS
            }
        return builders.make_score(
            cls.env, client, program or cls.year, day, ratings, **values
        )

    @classmethod
    def _make_ledger_answer(cls, client, points=100.0, worst=None, **values):
        moment = values.pop("moment", datetime(YEAR, 11, 5, 9, 0))
        return builders.make_answer(
            cls.env, client, cls.year, moment, points, worst, **values
        )

    @classmethod
    def _add_lines(cls, request, solution, speed):
        """The scored answers behind a ledger row, in points."""
        user_input = cls.env["survey.user_input"].create(
            {
                "survey_id": cls.survey.id,
                "state": "done",
                "partner_id": request.partner_id.id,
                "satisfaction_request_id": request.id,
            }
        )
        cls.env["survey.user_input.line"].create(
            [
                {
                    "user_input_id": user_input.id,
                    "question_id": cls.questions[name].id,
                    "answer_type": "scale",
                    "value_scale": int(points / 20),
                    "satisfaction_is_scored": True,
                    "satisfaction_points": points,
                }
                for name, points in (("solution", solution), ("speed", speed))
            ]
        )
        request.user_input_id = user_input
        return user_input
