# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is chosen on the results page: filters, comparisons and comments."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError

from .results_case import ResultsCase


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
