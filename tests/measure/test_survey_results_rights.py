# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whose answers the results page shows, and that anonymous ones stay so."""

import json
from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError

from .results_case import ResultsCase


class TestRights(ResultsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._said(5, "From Acme", team_id=cls.team.id)
        cls._said(1, "From Birch", partner_id=cls.other_contact.id)
        cls.env.flush_all()

    def test_client_managers_see_their_own_clients(self):
        """R119: neither figures nor comments of another manager's clients."""
        data = self._data(self.client_manager)
        self.assertEqual(self._counts(data, "solution")["5"], 1)
        self.assertEqual(self._counts(data, "solution")["1"], 0)
        self.assertEqual(
            [row["text"] for row in self._comments(self.client_manager)["rows"]],
            ["From Acme"],
        )
        self.assertIn("Acme", json.dumps(self._comments(self.client_manager)))
        self.assertNotIn("Birch", json.dumps(self._comments(self.client_manager)))
        choices = self.results.with_user(self.client_manager).get_choices(
            self._params()
        )
        self.assertNotIn("client_manager_id", choices["filters"])

    def test_agents_see_their_tickets_and_teams(self):
        """R12: what the agent may read one by one, and no more."""
        data = self._data(self.agent)
        self.assertEqual(self._card(data, "answered")["value"], "1")
        self.assertIn("your and your teams' tickets", data["notes"][0])
        data = self._data(self.other_agent)
        self.assertEqual(data["empty"]["title"], "No answers yet")

    def test_nobody_else_gets_in(self):
        for user in (self.interviewer, self.plain_user):
            for call in (
                lambda results: results.get_data(self._params()),
                lambda results: results.get_choices(self._params()),
                lambda results: results.get_comments(self._params()),
                lambda results: results.get_answers_action(self._params()),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call(self.results.with_user(user))

    def test_an_agent_opens_no_wave(self):
        wave = self.env["satisfaction.wave"].create(
            {
                "program_id": self.program.id,
                "target_group_id": self.env["satisfaction.target.group"]
                .create({"name": "All"})
                .id,
            }
        )
        with self.assertRaises(AccessError):
            self._data(self.agent, scope=wave)
        self.assertTrue(self._data(scope=wave)["empty"])

    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.senior_manager.copy(
            {
                "login": "senior_elsewhere",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        self.assertTrue(self._data(stranger)["empty"])
        data = self._data(self.senior_manager)
        self.assertEqual(self._card(data, "answered")["value"], "2")

    def test_list_behind_a_bar(self):
        """The list has as many rows as the bar says, and the same rules."""
        data = self._data(self.client_manager)
        question = self._question(data, "solution")
        for bar in question["bars"]:
            action = self.results.with_user(self.client_manager).get_answers_action(
                self._params(), question["ids"], question["part"], bar["value"]
            )
            json.dumps(action["domain"])
            rows = (
                self.env["satisfaction.request"]
                .with_user(self.client_manager)
                .search(action["domain"])
            )
            self.assertEqual(len(rows), bar["count"], bar["label"])
        action = self.results.with_user(self.program_manager).get_answers_action(
            self._params()
        )
        self.assertEqual(
            self.env["satisfaction.request"].search_count(action["domain"]), 2
        )


class TestAnonymous(ResultsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.survey.copy({"satisfaction_purpose": "service_review"})
        cls.survey.satisfaction_is_anonymous = True
        cls.questions = {
            question.satisfaction_code: question for question in cls.survey.question_ids
        }
        cls.channels["questionnaire"].survey_id = cls.survey

    def _add(self, count, **values):
        scale = self.questions["solution"]
        channel = self.channels["questionnaire"]
        return self.env["satisfaction.request"]._create_anonymous(
            [
                {
                    "company_id": self.company,
                    "program_id": self.program,
                    "channel_id": channel,
                    "survey_id": self.survey,
                    "client_id": self.client,
                    "event_date": date(self.program.year, 1, 1),
                    "lines": scale._prepare_lines("2")
                    + self.questions["comment"]._prepare_lines(f"Secret {number}"),
                    **values,
                }
                for number in range(count)
            ]
        )

    def test_never_below_five(self):
        """Fewer than five anonymous answers show nothing, five do."""
        self._add(4)
        data = self._data()
        self.assertEqual(data["empty"]["title"], "Too few anonymous answers")
        self.assertIn("fewer than 5", data["notes"][0])
        self.assertEqual(self._comments()["rows"], [])
        self.assertNotIn("Secret", json.dumps(data))
        self._add(1)
        data = self._data()
        self.assertEqual(self._counts(data, "solution")["2"], 5)
        self.assertEqual(len(self._comments()["rows"]), 5)

    def test_nor_by_a_filter_nor_behind_a_bar(self):
        """No filter cuts a group smaller, no bar opens less than five."""
        self._add(5)
        self._add(2, client_id=self.other_client)
        data = self._data(client_id=self.other_client.id)
        self.assertTrue(data["empty"])
        self.assertEqual(self._comments(client_id=self.other_client.id)["rows"], [])
        action = self.results.with_user(self.program_manager).get_answers_action(
            self._params(client_id=self.other_client.id)
        )
        self.assertFalse(
            self.env["satisfaction.request"].search_count(action["domain"])
        )

    def test_an_ask_is_no_second_answer(self):
        """The ask says only that somebody answered; it is counted in the rate alone."""
        past = fields.Datetime.now() - timedelta(days=30)
        ask = self._make_entry("questionnaire")
        ask.write(
            {"sent_at": past, "expires_at": past + timedelta(days=40), "state": "sent"}
        )
        raw = {self.questions[code].id: "2" for code in ("solution", "speed")}
        ask._record_answers({ask.id: raw}, mode="mail")
        ask.expires_at = past + timedelta(days=14)
        self._add(5)
        self.env.flush_all()
        data = self._data()
        self.assertEqual(self._card(data, "answered")["value"], "5")
        self.assertEqual(self._card(data, "response")["value"], "100 %")
