# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The results page of a questionnaire, wave, channel and programme."""

import json
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.client_satisfaction.scoring import Moments, mean_interval

from .results_case import ResultsCase


class TestFigures(ResultsCase):
    def test_distribution_mean_and_interval(self):
        """R34, R35, R82: what was counted by hand stands on the page, with n."""
        for rating in (5, 5, 4, 2):
            self._answered(rating, 3)
        data = self._data()
        self.assertEqual(
            self._counts(data, "solution"), {"5": 2, "4": 1, "3": 0, "2": 1, "1": 0}
        )
        bar = self._question(data, "solution")["bars"][0]
        self.assertEqual((bar["text"], bar["width"]), ("50 %", 50.0))
        self.assertEqual(bar["interval"], "15.0–85.0")  # Wilson, 2 of 4
        interval = mean_interval(Moments.of([100, 100, 80, 40]))
        self.assertEqual(
            self._question(data, "solution")["figure"]["text"],
            f"80.0 ({interval.low:.1f}–{interval.high:.1f}, n = 4)",
        )
        self.assertEqual(self._question(data, "speed")["n"], 4)
        self.assertEqual(self._card(data, "answered")["value"], "4")
        self.assertEqual(self._card(data, "points")["value"], "70.0")

    def test_promoter_score(self):
        """R111, D11: the recommendation is no mean, and has its counts beside it."""
        survey = self.env.ref("client_satisfaction.survey_relationship").copy()
        question = survey.question_ids.filtered("satisfaction_is_recommendation")
        self.channels["questionnaire"].survey_id = survey
        for value in (10, 9, 9, 7, 3):
            self._typed(survey, {question.id: str(value)}, "questionnaire")
        data = self._data(scope=survey)
        self.assertEqual(self._card(data, "nps")["value"], "+40.0")
        shown = next(
            one for one in data["sections"][0]["questions"] if question.id in one["ids"]
        )
        self.assertIn("+40.0 (", shown["figure"]["text"])
        self.assertIn("n = 5", shown["figure"]["text"])
        self.assertEqual(
            shown["figure"]["note"], "3 promoters · 1 passives · 1 detractors"
        )
        self.assertEqual(len(shown["bars"]), 11)

    def test_choices_and_tests_and_machines(self):
        """Ticked answers are shares of respondents; held back ones don't count."""
        reasons = self.questions["reasons"]
        self.assertEqual(reasons.question_type, "multiple_choice")
        answers = reasons.suggested_answer_ids
        ask = self._make_entry()
        ask._record_answers(
            {
                ask.id: {
                    self.questions["solution"].id: "2",
                    reasons.id: [answers[0].id, answers[1].id],
                }
            },
            mode="phone",
            typed_by=self.program_manager,
        )
        machine = self._answered(1, 1)
        machine.write(machine._prepare_suspicion("honeypot"))
        self.env["survey.user_input"].create(
            {"survey_id": self.survey.id, "test_entry": True, "state": "done"}
        )
        data = self._data()
        shown = self._question(data, "reasons")
        self.assertEqual(shown["n"], 1, "one respondent, two ticks")
        self.assertEqual([bar["text"] for bar in shown["bars"][:2]], ["100 %", "100 %"])
        self.assertEqual(self._card(data, "answered")["value"], "1")
        self.assertEqual(self._counts(data, "solution")["1"], 0)

    def test_not_applicable_drops_out(self):
        """D10: it counts neither for nor against, and is named."""
        speed = self.questions["speed"]
        speed.satisfaction_allow_na = True
        for raw in ("5", "na"):
            ask = self._make_entry()
            ask._record_answers(
                {ask.id: {self.questions["solution"].id: "4", speed.id: raw}},
                mode="phone",
                typed_by=self.program_manager,
            )
        shown = self._question(self._data(), "speed")
        self.assertEqual((shown["n"], shown["not_applicable"]), (1, 1))
        self.assertIn("100.0 (n = 1)", shown["figure"]["text"])

    def test_number_matrix_and_choice(self):
        """Every type of question has its picture."""
        survey = self.survey.copy()
        number = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "How many of you?",
                "question_type": "numerical_box",
            }
        )
        matrix = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "How were we?",
                "question_type": "matrix",
                "suggested_answer_ids": [
                    Command.create({"value": "Good"}),
                    Command.create({"value": "Bad"}),
                ],
                "matrix_row_ids": [
                    Command.create({"value": "By phone"}),
                    Command.create({"value": "On site"}),
                ],
            }
        )
        self.channels["ticket"].survey_id = survey
        for heads, column in ((10, 0), (20, 1)):
            row = str(matrix.matrix_row_ids[0].id)
            answer = matrix.suggested_answer_ids[column].id
            self._typed(survey, {number.id: str(heads), matrix.id: {row: [answer]}})
        data = self._data(scope=survey)
        shown = {one["title"]: one for one in data["sections"][0]["questions"]}
        self.assertTrue(
            shown["How many of you?"]["figure"]["text"].startswith("15.0 (")
        )
        self.assertEqual(shown["How were we?"]["n"], 2)
        self.assertEqual(
            [
                [cell["count"] for cell in row["cells"]]
                for row in shown["How were we?"]["matrix"]["rows"]
            ],
            [[1, 1], [0, 0]],
        )

    def test_response_rate_is_that_of_the_analysis(self):
        """R82: answered of the sent asks whose time is over."""
        past = fields.Datetime.now() - timedelta(days=30)
        over = past + timedelta(days=14)
        for _number in range(3):
            self._answered(4, sent_at=past, expires_at=over)
        expired = self._make_entry()
        expired.write({"state": "expired", "sent_at": past, "expires_at": over})
        self._answered(4)  # typed without an ask
        self.env.flush_all()
        card = self._card(self._data(), "response")
        self.assertEqual(card["value"], "75 %")
        [(rate,)] = self.env["satisfaction.ask.report"]._read_group(
            [("survey_id", "=", self.survey.id)], [], ["response_rate:avg"]
        )
        self.assertEqual(rate, 75)

    def test_other_wordings_count_with_it(self):
        """R37: the same code is the same question; a client's copy stands alone too."""
        own = self.survey._copy_for_clients(self.client)
        self._answered(5, partner_id=self.other_contact.id)
        solution = own.question_ids.filtered(
            lambda question: question.satisfaction_code == "solution"
        )
        self._typed(own, {solution.id: "1"})
        shown = self._question(self._data(), "solution")
        self.assertEqual(shown["n"], 2)
        self.assertEqual(
            set(shown["ids"]), {self.questions["solution"].id, solution.id}
        )
        self.assertEqual(self._question(self._data(wordings=False), "solution")["n"], 1)
        self.assertEqual(self._card(self._data(scope=own), "answered")["value"], "1")

    def test_asked_again_counts_nowhere(self):
        """R59: a second look's answers would bend the result that is examined."""
        self._answered(5)
        again = self._answered(1)
        again.channel_code = "recheck"
        self.assertEqual(self._card(self._data(), "answered")["value"], "1")
        self.assertEqual(
            self._card(self._data(scope=self.program), "answered")["value"], "1"
        )


class TestFilters(ResultsCase):
    def test_period_and_comparison(self):
        """R47, D15: two times side by side, a difference only where there is one."""
        with freeze_time("2026-08-15 09:00:00"):
            for _number in range(6):
                self._answered(5, 4, event_at="2026-07-10 10:00:00")
            for rating in (2, 2, 1, 2, 2, 1):
                self._answered(rating, 4, event_at="2026-06-10 10:00:00")
            data = self._data(
                period="own",
                date_from="2026-07-01",
                date_to="2026-07-31",
                compare="previous",
            )
        self.assertEqual(data["against"], "06/01/2026 to 06/30/2026")
        self.assertEqual(self._counts(data, "solution")["5"], 6)
        solution = self._question(data, "solution")
        self.assertEqual(solution["figure"]["change"]["verdict"], "rise")
        self.assertEqual(solution["figure"]["change"]["text"], "▲ +66.7")
        low = {bar["label"]: bar["before_count"] for bar in solution["bars"]}
        self.assertEqual(low, {"5": 0, "4": 0, "3": 0, "2": 4, "1": 2})
        speed = self._question(data, "speed")
        self.assertEqual(speed["figure"]["change"]["verdict"], "no_reliable_change")

    def test_teams(self):
        """R12, D16: a team against another, by the team frozen on the answer."""
        other = self._make_team(name="Network")
        for rating in (5, 4):
            self._answered(rating, team_id=self.team.id)
        self._answered(2, team_id=other.id)
        data = self._data(
            team_id=self.team.id, compare="team", compare_team_id=other.id
        )
        self.assertEqual(data["against"], "Network")
        self.assertEqual(self._counts(data, "solution")["5"], 1)
        bars = self._question(data, "solution")["bars"]
        self.assertEqual({bar["label"]: bar["before_count"] for bar in bars}["2"], 1)
        split = self._data(split="team")["split"]["rows"]
        self.assertEqual(
            [(row["label"], row["count"]) for row in split],
            [("Network", 1), ("Service desk", 2)],
        )

    def test_each_filter(self):
        """R69, R82: client type, client manager, role, channel, company."""
        self.other_client.satisfaction_is_vip = True
        level = self.env["satisfaction.agreement.level"].search([], limit=1)
        self.client.agreement_level_id = level
        self._answered(5)
        self._answered(2, partner_id=self.leader.id, code="callback")
        self._answered(1, partner_id=self.other_contact.id)
        self.env.flush_all()
        for filters, count in (
            ({"client_type": "vip"}, 1),
            ({"client_type": level.id}, 2),
            ({"client_manager_id": self.client_manager.id}, 2),
            ({"role": "decision_leader"}, 1),
            ({"channel_code": "ticket"}, 2),
            ({"client_id": self.client.id, "channel_code": "ticket"}, 1),
            ({"company_id": self.company.id}, 3),
        ):
            with self.subTest(filters):
                data = self._data(**filters)
                self.assertEqual(self._card(data, "answered")["value"], str(count))
        choices = self.results.with_user(self.program_manager).get_choices(
            self._params()
        )["filters"]
        self.assertEqual([row[0] for row in choices["client_type"]], ["vip", level.id])
        self.assertEqual(
            {row[0] for row in choices["client_manager_id"]},
            {self.client_manager.id, self.other_client_manager.id},
        )
        for split in ("client_type", "role", "channel", "client_manager", "month"):
            rows = self._data(split=split)["split"]["rows"]
            self.assertEqual(sum(row["count"] for row in rows), 3, split)

    def test_channel_and_programme(self):
        """R14–R18: every channel has its results, the programme has all of them."""
        self._answered(5)
        self._answered(3, code="callback")
        data = self._data(scope=self.channels["callback"])
        self.assertEqual(self._counts(data, "solution")["3"], 1)
        self.assertEqual(self._card(data, "answered")["value"], "1")
        data = self._data(scope=self.program)
        self.assertEqual(self._card(data, "answered")["value"], "2")
        for record in (self.program, self.channels["callback"], self.survey):
            name = (
                "action_result_survey"
                if record == self.survey
                else "action_open_results"
            )
            action = getattr(record.with_user(self.program_manager), name)()
            self.assertEqual(
                action["context"]["results_of"],
                {"model": record._name, "id": record.id},
            )

    def test_bad_input_is_answered_with_a_sentence(self):
        """Nothing is guessed, nothing is a traceback."""
        for more in (
            {"period": "own", "date_from": "2026-02-01", "date_to": "2026-01-01"},
            {"period": "own", "date_from": "yesterday"},
            {"period": "soon"},
            {"role": "boss"},
            {"team_id": "1 OR 1=1"},
            {"team_id": True},
            {"client_type": "gold"},
            {"channel_code": ["ticket"]},
            {"split": "id"},
            {"compare": "previous"},
            {"compare": "team"},
            {"compare": "everything"},
        ):
            with self.subTest(more), self.assertRaises(UserError):
                self._data(**more)
        results = self.results.with_user(self.program_manager)
        for params in (
            None,
            {},
            {"scope": "survey.survey"},
            {"scope": {"model": "res.users", "id": 2}},
            {"scope": {"model": "survey.survey", "id": "1"}},
            {"scope": {"model": "survey.survey", "id": 2**31 - 1}},
        ):
            with self.subTest(params), self.assertRaises(UserError):
                results.get_data(params)
        with self.assertRaises(UserError):
            self._comments(after=["soon", "x"])
        with self.assertRaises(UserError):
            results.get_answers_action(self._params(), ["1); DROP"])

    def test_empty_screens_say_what_to_do(self):
        data = self._data()
        self.assertEqual(data["empty"]["title"], "No answers yet")
        self._answered(5)
        data = self._data(period="last_year")
        self.assertEqual(data["empty"]["title"], "No answer fits these filters")
        self.assertIsNone(self._data()["empty"])


class TestComments(ResultsCase):
    def test_pages_are_complete_whatever_comes_in(self):
        """R86, R109: behind the last one shown, nothing twice, nothing left out."""
        for number in range(45):
            day = date(2026, 1, 1) + timedelta(days=number // 3)
            self._said(4, f"Word {number}").event_date = day
        seen, after = [], None
        for turn in range(3):
            page = self._comments(after=after)
            seen += [row["text"] for row in page["rows"]]
            after = page["next"]
            if not turn:
                # A new one on top moves nothing on the pages behind.
                self._said(4, "New").event_date = date(2026, 3, 1)
        self.assertIsNone(after)
        self.assertEqual(seen, [f"Word {number}" for number in range(44, -1, -1)])

    def test_search_and_tone(self):
        self._said(1, "100% too slow_")
        self._said(5, "Quick as ever")
        self.assertEqual(len(self._comments(search="SLOW")["rows"]), 1)
        self.assertEqual(self._comments(search="slow%as")["rows"], [])
        self.assertEqual(self._comments(search="absent")["rows"], [])
        [low] = self._comments(tone="low")["rows"]
        self.assertEqual((low["text"], low["points"]), ("100% too slow_", "20.0"))
        [good] = self._comments(tone="good")["rows"]
        self.assertEqual(good["client"], "Acme")
        self.assertEqual(self._comments(search="x" * 5000)["rows"], [])

    def test_long_ones_are_cut(self):
        self._said(4, "word " * 700)
        [row] = self._comments()["rows"]
        self.assertLess(len(row["text"]), 610)


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


class TestSize(ResultsCase):
    def test_queries_and_size_don_t_grow(self):
        """B7: thirty answers cost and weigh what three do."""

        def look():
            self.env.flush_all()
            self.env.invalidate_all()
            results = self.results.with_user(self.program_manager)
            before = self.env.cr.sql_log_count
            data = results.get_data(self._params())
            return self.env.cr.sql_log_count - before, len(json.dumps(data))

        for rating in (5, 3, 1):
            self._answered(rating, 4, 4)
        look()
        few = look()
        for number in range(27):
            self._answered(1 + number % 5, 4, 4)
        many = look()
        self.assertEqual(many[0], few[0])
        self.assertLess(many[1], few[1] * 1.1)
