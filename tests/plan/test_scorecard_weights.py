# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from fractions import Fraction
from random import Random

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .scorecard_case import ScorecardCase


def plain_score(levels, weights, ratings):
    """D10 written once more, plainly, with exact fractions.

    :param levels: {level code: [indicator]}
    :param weights: ({level code: weight}, {indicator: weight})
    :param ratings: {indicator: [points]}
    :return: (integrated score, {level code: points})
    """
    level_weights, indicator_weights = weights
    level_points = {}
    for code, indicators in levels.items():
        above = below = Fraction(0)
        for indicator in indicators:
            given = ratings.get(indicator)
            if not given:
                continue
            mean = sum(map(Fraction, given)) / len(given)
            weight = Fraction(indicator_weights[indicator])
            above += weight * mean
            below += weight
        if below:
            level_points[code] = above / below
    above = sum(
        Fraction(level_weights[code]) * points for code, points in level_points.items()
    )
    below = sum(Fraction(level_weights[code]) for code in level_points)
    return (above / below if below else None), level_points


class TestScoring(ScorecardCase):
    """Weights of clients, and integrated scores by them."""

    def test_default_weights(self):
        """R45: without own weights the scorecard's count."""
        weights = self.scorecard._get_weights(self.client | self.other_client)
        self.assertEqual(set(weights), {self.client, self.other_client})
        levels, indicators = weights[self.client]
        self.assertEqual(set(levels.values()), {20})
        self.assertEqual(set(indicators.values()), {10})
        self.assertEqual(len(indicators), 11)

    def test_own_weights(self):
        """R45: a client's own weights take the place of the scorecard's."""
        self._set_weight(self.client, "engineers", 60)
        self._set_weight(self.client, self.indicators["speed"], 0)
        weights = self.scorecard._get_weights(
            self.client | self.other_client, self.company
        )
        levels, indicators = weights[self.client]
        self.assertEqual((levels["engineers"], levels["dispatch"]), (60, 20))
        self.assertEqual(indicators[self.indicators["speed"]], 0)
        self.assertEqual(weights[self.other_client][0]["engineers"], 20)

    def test_own_weights_by_company(self):
        """R45: another of our companies has its own agreement with the client."""
        self._set_weight(self.client, "engineers", 60)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        levels, _indicators = self.scorecard._get_weights(self.client, other)[
            self.client
        ]
        self.assertEqual(levels["engineers"], 20)

    def test_worked_example(self):
        """R46, D10: a score by hand, with own weights and a level nobody answered."""
        scorecard = self._make_scorecard(
            {
                "front": (2, {"ease": 1, "speed": 3}),
                "back": (1, {"cost": 1}),
                "side": (7, {"solution": 1}),
            }
        )
        ratings = {
            self.indicators["ease"]: [80, 60],
            self.indicators["speed"]: [40],
            self.indicators["cost"]: [100],
            # Not in this scorecard
            self.indicators["partnership"]: [20],
        }
        result = scorecard._score({self.client: ratings}, self.company)[self.client]
        # front = (1·70 + 3·40) / 4 = 47.5; (2·47.5 + 1·100) / 3 = 65
        self.assertAlmostEqual(result.total, 65)
        self.assertEqual(result.n, 4)
        self._set_weight(self.client, "back", 3)
        self._set_weight(self.client, self.indicators["ease"], 3)
        result = scorecard._score({self.client: ratings}, self.company)[self.client]
        # front = (3·70 + 3·40) / 6 = 55; (2·55 + 3·100) / 5 = 82
        self.assertAlmostEqual(result.total, 82)
        front, back, side = result.levels
        self.assertEqual(
            (front.code, front.weight, front.weight_used), ("front", 2, 40)
        )
        self.assertAlmostEqual(front.contribution + back.contribution, 82)
        self.assertEqual((side.points, side.weight_used, side.n), (None, 0, 0))

    def test_against_plain_formula(self):
        """R45, R46, D10: hundreds of random clients against a second calculation."""
        chance = Random(19)
        clients = self.env["res.partner"].create(
            [{"name": f"Client {n}", "is_company": True} for n in range(60)]
        )
        indicators = self.scorecard.level_ids.line_ids.indicator_id
        codes = self.scorecard.level_ids.mapped("code")
        for client in clients:
            for code in chance.sample(codes, 2):
                self._set_weight(client, code, chance.choice([0.5, 3, 12.25, 100]))
            for one in chance.sample(list(indicators), 3):
                self._set_weight(client, one, chance.choice([0.25, 1, 7, 40]))
        ratings = {
            client: {
                one: [chance.choice([20, 40, 60, 80, 100]) for _n in range(answers)]
                for one in indicators
                if (answers := chance.randint(0, 3))
            }
            for client in clients
        }
        levels = {
            level.code: level.line_ids.indicator_id
            for level in self.scorecard.level_ids
        }
        own = {}
        for weight in self.env["satisfaction.client.weight"].search([]):
            target = weight.level_code or weight.indicator_id
            own[weight.client_id, target] = weight.weight
        results = self.scorecard._score(ratings, self.company)
        for client in clients:
            weights = (
                {code: own.get((client, code), 20) for code in codes},
                {one: own.get((client, one), 10) for one in indicators},
            )
            total, level_points = plain_score(levels, weights, ratings[client])
            self.assertAlmostEqual(results[client].total, float(total), places=9)
            for level in results[client].levels:
                if level.code in level_points:
                    self.assertAlmostEqual(
                        level.points, float(level_points[level.code]), places=9
                    )
                else:
                    self.assertIsNone(level.points)

    def test_nothing_answered(self):
        """D10, D5: not measured is not 0."""
        result = self.scorecard._score({self.client: {}}, self.company)[self.client]
        self.assertIsNone(result.total)
        self.assertEqual(self.scorecard._score({}, self.company), {})

    def test_queries(self):
        """R45: as many queries for 2,000 clients as for one."""
        clients = self.env["res.partner"].create(
            [{"name": f"Client {n}", "is_company": True} for n in range(2000)]
        )
        self.env["satisfaction.client.weight"].create(
            [
                {
                    "client_id": client.id,
                    "level_code": "engineers",
                    "weight": 30,
                    "reason": "Agreed",
                }
                for client in clients
            ]
        )

        def count(ratings):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.scorecard._score(ratings, self.company)
            return self.env.cr.sql_log_count - before

        given = {self.indicators["ease"]: [80]}
        one = count({clients[0]: given})
        self.assertEqual(count({client: given for client in clients}), one)

    def test_calculation_table(self):
        """R46: the calculation line by line, own weights marked, names escaped."""
        self._set_weight(self.client, "engineers", 60)
        self.indicators["solution"].name = "<i>Solves</i>"
        ratings = {
            self.indicators["solution"]: [80, 60],
            self.indicators["ease"]: [100],
        }
        result = self.scorecard._score({self.client: ratings}, self.company)[
            self.client
        ]
        rows = self.scorecard._get_calculation_rows(result, self.client, self.company)
        self.assertEqual(len(rows), 16)
        own = [row["name"] for row in rows if row["weight_is_own"]]
        self.assertEqual(own, ["Work of the engineers"])
        html = str(
            self.env["satisfaction.scorecard"]._render_calculation(
                rows, result.total, result.n
            )
        )
        # (60·70 + 20·100) / 80
        self.assertIn("77.5", html)
        self.assertIn("75 %", html)
        self.assertEqual(html.count("own weight</span>"), 1)
        self.assertIn("&lt;i&gt;Solves", html)
        self.assertIn("–", html)


class TestClientWeights(ScorecardCase):
    """Who may weigh what, and the trace it leaves."""

    def _changes(self, **values):
        domain = [(key, "=", value) for key, value in values.items()]
        return self.env["satisfaction.client.weight.change"].search(domain, order="id")

    def test_history(self):
        """R45: who, when, why, from what to what."""
        weight = self._set_weight(
            self.client, "engineers", 30, self.client_manager, reason="Servers first"
        )
        weight.write({"weight": 40, "reason": "Even more"})
        weight.write({"reason": "Same weight, other words"})
        weight.with_context(satisfaction_weight_reason="Back to normal").unlink()
        changes = self._changes(client_id=self.client.id)
        self.assertEqual(
            changes.mapped("change_text"),
            ["default → 30", "30 → 40", "40 → default"],
        )
        self.assertEqual(
            changes.mapped("reason"), ["Servers first", "Even more", "Back to normal"]
        )
        self.assertEqual(changes.user_id, self.client_manager)
        self.assertEqual(set(changes.mapped("target_name")), {"Work of the engineers"})

    def test_history_is_read_only(self):
        """R45: the history is written by the change itself only."""
        self._set_weight(self.client, "engineers", 30)
        change = self._changes().with_user(self.program_manager)[:1]
        for attempt in (
            lambda: change.write({"reason": "Other"}),
            lambda: change.unlink(),
            lambda: change.copy(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_bad_input(self):
        """R45: a sentence, and nothing changes."""
        for weight in (-3, 1e9, float("nan")):
            with self.subTest(weight), self.assertRaises(ValidationError):
                self._set_weight(self.client, "engineers", weight)
        with self.assertRaises(ValidationError) as caught:
            self._set_weight(self.client, "engineers", 3, reason="  ")
        self.assertIn("Say in a few words", str(caught.exception))
        with self.assertRaises(ValidationError) as caught:
            self._set_weight(self.contact, "engineers", 3)
        self.assertIn("is a contact", str(caught.exception))
        own = self._set_weight(self.client, "engineers", 3)
        with self.assertRaisesRegex(UserError, "stays with its client"):
            own.client_id = self.other_client
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._set_weight(self.client, "engineers", 5)
        self.assertEqual(len(self._changes()), 1)

    def test_rights(self):
        """R45: client managers weigh for own clients; agents see nothing."""
        mine = self._set_weight(self.client, "engineers", 30, self.client_manager)
        theirs = self._set_weight(
            self.other_client, "engineers", 30, self.other_client_manager
        )
        with self.assertRaises(AccessError):
            self._set_weight(self.other_client, "dispatch", 30, self.client_manager)
        weights = self.env["satisfaction.client.weight"]
        history = self.env["satisfaction.client.weight.change"]
        for user, expected in (
            (self.client_manager, mine),
            (self.other_client_manager, theirs),
            (self.program_manager, mine | theirs),
            (self.senior_manager, mine | theirs),
        ):
            with self.subTest(user.login):
                self.assertEqual(weights.with_user(user).search([]), expected)
                self.assertEqual(
                    history.with_user(user).search([]).client_id, expected.client_id
                )
        with self.assertRaises(AccessError):
            theirs.with_user(self.client_manager).weight = 1
        with self.assertRaises(AccessError):
            theirs.with_user(self.senior_manager).weight = 1
        for user in (self.agent, self.interviewer, self.plain_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                weights.with_user(user).search([])

    def test_other_company(self):
        """R45: weights agreed with another of our companies are not seen."""
        self._set_weight(self.client, "engineers", 30)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        weight = self.env["satisfaction.client.weight"].create(
            {
                "client_id": self.client.id,
                "company_id": other.id,
                "level_code": "engineers",
                "weight": 5,
                "reason": "Theirs",
            }
        )
        seen = weight.with_user(self.program_manager).search([])
        self.assertNotIn(weight, seen)
        self.assertEqual(len(seen), 1)
