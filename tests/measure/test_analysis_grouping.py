# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rates are averages of rows: right however the rows are grouped."""

import random
from collections import defaultdict
from datetime import date
from fractions import Fraction

from odoo import Command

from ..common import SatisfactionCommon

DIMENSIONS = (
    "client_id",
    "channel_code",
    "respondent_role",
    "team_id",
    "event_date:month",
    "state",
    "is_vip",
)


class TestGroupings(SatisfactionCommon):
    """A random ledger, counted by hand with fractions."""

    SEED = 20260915
    ROWS = 240

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(cls.SEED)
        cls.report = cls.env["satisfaction.ask.report"]
        clients = cls.client
        for number in range(4):
            clients += cls._make_client(
                f"Client {number}", satisfaction_is_vip=number % 2
            )
        teams = cls.team + cls._make_team(name="Network")
        survey = cls.env.ref("client_satisfaction.survey_relationship")
        recommendation = survey.question_ids.filtered("satisfaction_is_recommendation")
        inputs = cls.env["survey.user_input"].create(
            [
                {
                    "survey_id": survey.id,
                    "state": "done",
                    "user_input_line_ids": [
                        Command.create(
                            {
                                "question_id": recommendation.id,
                                "answer_type": "scale",
                                "value_scale": cls.random.randrange(11),
                            }
                        )
                    ],
                }
                for _number in range(cls.ROWS)
            ]
        )
        pick = cls.random.choice
        values = []
        for number in range(cls.ROWS):
            state = pick(["answered"] * 4 + ["expired", "sent", "skipped", "cancelled"])
            is_scored = state == "answered" and cls.random.random() < 0.9
            points = cls.random.randrange(20, 101, 20)
            values.append(
                {
                    "company_id": cls.company.id,
                    "program_id": cls.program.id,
                    "channel_kind": "other",
                    "channel_code": pick(["ticket", "callback", "recheck", "recovery"]),
                    "client_id": pick(clients).id,
                    "team_id": pick([*teams.ids, False]),
                    "respondent_role": pick(["vip", "end_user", False]),
                    "event_date": date(cls.program.year, pick([1, 2, 5]), 3),
                    "sent_at": "2020-01-01" if state != "skipped" else False,
                    "expires_at": pick(["2020-01-08", "2090-01-01"]),
                    "state": state,
                    "is_scored": is_scored,
                    "points": points if is_scored else False,
                    "worst_points": points if is_scored else False,
                    "is_suspicious": state == "answered" and not is_scored,
                    "user_input_id": state == "answered" and inputs[number].id,
                }
            )
        cls.rows = cls.env["satisfaction.request"].create(values)
        cls.env.flush_all()

    def _expect(self, row):
        """What a row of the ledger says about each rate; None: nothing."""
        regular = row.channel_code in ("ticket", "callback")
        answered = row.state == "answered" and not row.is_suspicious
        over = row.state in ("answered", "expired") and row.expires_at.year == 2020
        value = row.user_input_id.user_input_line_ids.value_scale
        scored = regular and row.is_scored
        return {
            "response_rate": 100 * answered if regular and over else None,
            "points": Fraction(row.points) if scored else None,
            "satisfied_share": 100 * (row.points >= 80) if scored else None,
            "nps": (100 * (value >= 9) - 100 * (value <= 6))
            if regular and answered
            else None,
            "follow_up_points": Fraction(row.points)
            if row.is_scored and not regular
            else None,
        }

    def test_any_grouping(self):
        """R82, R109, D11: NPS, CSAT, response rate and mean at random groupings."""
        expected = {row.id: self._expect(row) for row in self.rows}
        measures = list(next(iter(expected.values())))
        reports = self.report.search([("request_id", "in", self.rows.ids)])
        self.assertEqual(len(reports), self.ROWS)
        for _turn in range(12):
            groupby = self.random.sample(DIMENSIONS, self.random.randrange(4))
            groups = defaultdict(lambda: defaultdict(list))
            for row in reports:
                key = tuple(self._group_value(row, name) for name in groupby)
                for name, value in expected[row.id].items():
                    if value is not None:
                        groups[key][name].append(Fraction(value))
                groups[key]["count"].append(1)
            found = self.report._read_group(
                [("request_id", "in", self.rows.ids)],
                groupby,
                [*(f"{name}:avg" for name in measures), "__count"],
            )
            self.assertEqual(len(found), len(groups), groupby)
            for line in found:
                *key, count = line[: len(groupby)] + line[-1:]
                group = groups[tuple(key)]
                self.assertEqual(count, len(group["count"]))
                for name, average in zip(measures, line[len(groupby) :], strict=False):
                    with self.subTest(groupby=groupby, group=key, measure=name):
                        values = group[name]
                        if not values:
                            self.assertFalse(average)
                            self.assertIsNot(average, 0.0)
                            continue
                        mean = sum(values) / len(values)
                        self.assertAlmostEqual(average, float(mean), 6)

    def _group_value(self, row, name):
        name, _colon, granularity = name.partition(":")
        value = row[name]
        return value.replace(day=1) if granularity else value

    def test_web_groups(self):
        """Views ask with formatted_read_group: many groups, no row lost."""
        found = self.report.with_user(self.senior_manager).formatted_read_group(
            [("request_id", "in", self.rows.ids)],
            ["client_id", "event_date:month", "channel_code", "respondent_role"],
            ["points:avg", "__count"],
        )
        self.assertEqual(sum(group["__count"] for group in found), self.ROWS)
        self.assertGreater(len(found), 40)
