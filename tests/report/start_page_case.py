# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A company whose start page has something on each of its cards."""

from datetime import timedelta

from odoo import fields

from . import builders
from .common import ReportCommon


class StartPageCommon(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._satisfaction_today()
        cls.now = fields.Datetime.now()
        cls.today_scores = cls.env["satisfaction.score"]
        for client, points, values in (
            (cls.client, 90, {}),
            (cls.chinese, 50, {}),
            (cls.russian, 85, {"trend": "fall", "change": -9.0}),
        ):
            cls.today_scores |= cls._make_score(
                client, today, points, cls.program, **values
            )
        cls.silent = cls._make_client("Silent")
        cls.silent_score = cls._make_score(cls.silent, today, {}, cls.program)
        yesterday = cls.now - timedelta(days=1)
        for number in range(3):
            cls._make_today_answer(
                cls.client,
                40.0 if number else 100.0,
                user_id=cls.agent.id,
                team_id=cls.team.id,
                comment="Slow\n<script>alert(1)</script>" if number else False,
                ticket_number=f"T{number}",
            )
        cls._make_today_answer(cls.chinese, 100.0, typed_by_id=cls.interviewer.id)
        cls._make_today_answer(cls.russian, state="planned", is_scored=False)
        cls._make_today_answer(
            cls.russian, state="planned", is_scored=False, send_error="No mail server"
        )
        cls._make_today_answer(cls.client, state="sent", is_scored=False)
        for state in ("answered", "answered", "answered", "expired"):
            cls._make_today_answer(
                cls.client,
                moment=cls.now - timedelta(days=40),
                state=state,
                is_scored=state == "answered",
                expires_at=cls.now - timedelta(days=20),
            )
        cases = cls.env["satisfaction.case"]
        cls.overdue = cases.create(
            cls._case_values(cls.client, contact_deadline=yesterday)
        )
        cls.due = cases.create(
            cls._case_values(cls.chinese, contact_deadline=cls.now + timedelta(hours=5))
        )

    @classmethod
    def _make_today_answer(cls, client, points=100.0, **values):
        moment = values.pop("moment", cls.now - timedelta(hours=30))
        values.setdefault("answered_at", moment + timedelta(hours=1))
        if values.get("state", "answered") != "answered":
            values.update(answered_at=False, answer_mode=False)
        return builders.make_answer(
            cls.env, client, cls.program, moment, points, **values
        )

    @classmethod
    def _case_values(cls, client, **values):
        return {
            "origin": "complaint",
            "client_id": client.id,
            "company_id": cls.company.id,
            "opened_at": cls.now - timedelta(days=2),
            "client_manager_id": client.client_manager_id.id,
            **values,
        }

    def _get(self, user):
        page = self.env["satisfaction.start.page"].with_user(user)
        return page.with_context(allowed_company_ids=user.company_ids.ids).get_data()

    def _cards(self, user):
        return {card["key"]: card for card in self._get(user)["cards"]}

    def _counts(self, card):
        return [figure["count"] for figure in card["figures"]]
