# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Builders of answered ledger rows and of the scores made from them."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Domain

from ..common import SatisfactionCommon

TODAY = "2026-08-15 09:00:00"
Q1 = (date(2026, 1, 1), date(2026, 3, 31))
Q2 = (date(2026, 4, 1), date(2026, 6, 30))
Q3 = (date(2026, 7, 1), date(2026, 9, 30))

#: The printed example of S4 §3.4.1.1 (R52).
PRINTED_EXAMPLE = {"ticket": 93, "callback": 95, "questionnaire": 92, "monthly": 90}


class ScoreCommon(SatisfactionCommon):
    """It is the middle of August 2026; programmes of 2025 and 2026 are running."""

    @classmethod
    def setUpClass(cls):
        frozen = freeze_time(TODAY)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        super().setUpClass()
        cls.program_2025 = cls._make_program(cls.company, 2025)
        cls.scores = cls.env["satisfaction.score"]
        cls.env["satisfaction.request"].search(
            [("score_pending", "=", True)]
        ).score_pending = False

    @classmethod
    def _add_answers(cls, code, points, day, client=None, company=None, **values):
        """Answered ledger rows, one for each of ``points``, waiting to be counted."""
        company = company or cls.company
        return cls.env["satisfaction.request"].create(
            [
                {
                    "company_id": company.id,
                    "program_id": cls.program.id if company == cls.company else False,
                    "channel_kind": code,
                    "channel_code": code,
                    "client_id": (client or cls.client).id,
                    "partner_id": cls.contact.id,
                    "event_date": day,
                    "state": "answered",
                    "answered_at": f"{day} 12:00:00",
                    "answer_mode": "mail",
                    "is_scored": True,
                    "points": each,
                    "worst_points": each,
                    "score_pending": True,
                    **values,
                }
                for each in points
            ]
        )

    @classmethod
    def _add_example(cls, day="2026-05-10", without=(), **values):
        """One answer per channel, those of the printed example."""
        for code, points in PRINTED_EXAMPLE.items():
            if code not in without:
                cls._add_answers(code, [points], day, **values)

    @classmethod
    def _score(cls, period=Q2, client=None, company=None):
        """The score of a client and period, an empty record if there is none."""
        return cls.scores.search(
            Domain("client_id", "=", (client or cls.client).id)
            & Domain("company_id", "=", (company or cls.company).id)
            & Domain("period_start", "=", period[0])
        )

    @classmethod
    def _count(cls):
        """What the cron does, inside the test's transaction."""
        scores = cls.scores._recompute_pending()
        cls.env.flush_all()
        return scores

    @classmethod
    def _run_cron(cls):
        with cls._without_commit():
            cls.scores._cron_recompute()

    @classmethod
    def _line(cls, score, code):
        return score.line_ids.filtered(lambda line: line.channel_code == code)
