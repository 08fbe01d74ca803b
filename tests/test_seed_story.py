# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the sources tell, played by its people: three waves of thirty clients.

Everything goes through the buttons of those whose work it is, each with no more rights
than they have. Every figure is compared with one computed here, in fractions, from the
answers alone: nothing of the product's own arithmetic is used for it.
"""

from datetime import date
from fractions import Fraction

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .measure.assessment_case import AssessmentCase

CLIENTS = 34
SAMPLE = 30
#: Falls at one level only, and the rest of its answers hides it.
FALLEN = 5
#: Leaves after the first wave.
LEAVER = 11
#: Served by the first interviewer.
SERVED = 7
#: Has a remark in the first wave that is carried to the third.
REMARKER = 9
PEOPLE = {FALLEN: 6}
# Levels with their weights, and the weights of their indicators, as AssessmentCase
# sets them up
SCORECARD = {
    "service": (3, {"speed": 2, "skill": 1}),
    "partners": (1, {"value": 1}),
}
# client: own weights
OWN_LEVEL = {3: {"partners": 9}}
OWN_INDICATOR = {8: {"skill": 6}}
DECK = (5, 4, 5, None, 4, 5, 3, 4, 5)
SHOWN = 0.0501  # points are kept with one digit


def rating(client, wave, person, code):
    """What somebody answers: 1 to 5, or None for “can't judge”."""
    if client == FALLEN:
        if code != "value":
            return 5
        return (5 - person % 2) if wave < 2 else 2 + person % 2
    place = ["speed", "skill", "value"].index(code)
    return DECK[(7 * client + 5 * wave + 3 * person + place) % len(DECK)]


def recommendation(client, wave, person):
    """How likely somebody recommends us, 0 to 10."""
    return (3 * client + 2 * wave + 5 * person) % 11


def people_of(client):
    return PEOPLE.get(client, 2)


def indicator_points(client, wave, code):
    """Mean of the ratings as points of 100; None when nobody could judge."""
    given = [rating(client, wave, one, code) for one in range(people_of(client))]
    given = [one for one in given if one is not None]
    return Fraction(20 * sum(given), len(given)) if given else None


def weighted(pairs):
    """Weighted mean of (points, weight) where there are points."""
    pairs = [(points, weight) for points, weight in pairs if points is not None]
    weight = sum(weight for _points, weight in pairs)
    return sum(points * one for points, one in pairs) / weight if weight else None


def level_points(client, wave, level):
    own = OWN_INDICATOR.get(client, {})
    _weight, indicators = SCORECARD[level]
    return weighted(
        (indicator_points(client, wave, code), Fraction(own.get(code, weight)))
        for code, weight in indicators.items()
    )


def integrated(client, wave):
    own = OWN_LEVEL.get(client, {})
    return weighted(
        (level_points(client, wave, level), Fraction(own.get(level, weight)))
        for level, (weight, _indicators) in SCORECARD.items()
    )


def shown(points):
    """Points as they are kept: one digit, halves up."""
    return Fraction(int(points * 10 + Fraction(1, 2)), 10)


@tagged("post_install", "-at_install")
class TestSeedStory(AssessmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.this_year = fields.Date.today().year
        cls.years = [cls.this_year - 2, cls.this_year - 1, cls.this_year]
        cls._make_panel()
        cls._set_own_weights()
        cls.waves = cls.env["satisfaction.wave"]
        cls.carried = []
        for number, year in enumerate(cls.years):
            with freeze_time(f"{year}-05-12 09:00:00"):
                cls._run_wave(number, year)

    @classmethod
    def _make_panel(cls):
        levels = ("bronze", "silver", "gold")
        managers = (cls.client_manager, cls.other_client_manager)
        cls.clients = cls.env["res.partner"].create(
            [
                {
                    "name": f"Client {number:02}",
                    "ref": "seed-story",
                    "is_company": True,
                    "company_id": False,
                    # The last four come when the first wave is over.
                    "client_since": date(
                        cls.years[0] - 3 if number < SAMPLE else cls.years[1], 1, 1
                    ),
                    "client_manager_id": managers[number % 2].id,
                    "satisfaction_is_vip": number % 5 == 0,
                    "agreement_level_id": cls.env.ref(
                        f"client_satisfaction.agreement_level_{levels[number % 3]}"
                    ).id,
                }
                for number in range(CLIENTS)
            ]
        )
        cls.number_of = {client: number for number, client in enumerate(cls.clients)}
        roles = ("decision_leader", "end_user")
        cls.env["res.partner"].create(
            [
                {
                    "name": f"Person {number:02}-{person}",
                    "parent_id": client.id,
                    "email": f"person{person}@client{number:02}.example",
                    "satisfaction_role": roles[person % 2],
                }
                for number, client in enumerate(cls.clients)
                for person in range(people_of(number))
            ]
        )
        cls.group = (
            cls.env["satisfaction.target.group"]
            .with_user(cls.program_manager)
            .create(
                {
                    "name": "The panel",
                    "client_domain": "[('ref', '=', 'seed-story')]",
                    "size_kind": "number",
                    "number": SAMPLE,
                }
            )
        )
        # Somebody who worked for the client isn't independent (R70).
        cls._make_tickets(
            1,
            partner_id=cls.clients[SERVED].child_ids[0].id,
            user_id=cls.interviewer.id,
        )

    @classmethod
    def _set_own_weights(cls):
        """In the weight matrix, by the clients' own managers (R45)."""
        cells = [
            (number, f"level:{code}", weight)
            for number, weights in OWN_LEVEL.items()
            for code, weight in weights.items()
        ] + [
            (number, f"indicator:{cls.indicators[code].id}", weight)
            for number, weights in OWN_INDICATOR.items()
            for code, weight in weights.items()
        ]
        for number, key, weight in cells:
            client = cls.clients[number]
            saved = (
                cls.env["satisfaction.client.weight"]
                .with_user(client.client_manager_id)
                .save_matrix(
                    cls.scorecard.id,
                    [
                        {
                            "client_id": client.id,
                            "key": key,
                            "weight": weight,
                            "seen": None,
                        }
                    ],
                    "Told in the yearly meeting",
                )
            )
            assert saved["saved"] == 1, saved

    # ------------------------------------------------------------------
    # One year
    # ------------------------------------------------------------------
    @classmethod
    def _run_wave(cls, number, year):
        program = cls._make_program(cls.company, year)
        program.scorecard_id = cls.scorecard
        if number == 1:
            cls.clients[LEAVER].client_until = date(year, 1, 31)
        form = Form(cls.env["satisfaction.wave"].with_user(cls.program_manager))
        form.program_id = program.with_user(cls.program_manager)
        form.target_group_id = cls.group
        form.survey_id = cls.form.with_user(cls.program_manager)
        form.date_start = date(year, 5, 12)
        form.date_end = date(year, 6, 12)
        form.mode = "meeting"
        wave = form.save()
        wave.seed = f"seed story {number}"
        cls.waves |= wave
        wave.action_draw()
        wave.action_start()
        with cls._without_commit():
            cls.env["satisfaction.wave"]._cron_open()
        for assessment in wave.sudo().assessment_ids:
            if assessment.state == "running":
                cls._interview(assessment, number)
        cls._count()
        if number == 0:
            cls._decide_on_remark()
        if number < 2:
            wave.action_close()
        else:
            wave.action_update_results()

    @classmethod
    def _interview(cls, assessment, wave):
        """The interviewer hears everybody, and goes through the earlier remarks."""
        client = cls.number_of[assessment.client_id]
        interview = assessment.sudo(False).with_user(assessment.interviewer_id)
        interview.action_interview()
        asks = assessment.request_ids.sorted(lambda ask: ask.partner_id.id)
        for person, ask in enumerate(asks):
            answers = {
                str(cls.asked[code].id): str(given) if given else "na"
                for code in ("speed", "skill", "value")
                for given in [rating(client, wave, person, code)]
            }
            answers[str(cls.asked["recommend"].id)] = str(
                recommendation(client, wave, person)
            )
            interview.finish_interview_answers(ask.id, answers)
        if client == REMARKER:
            cls._talk_about_remarks(interview, asks[0], wave)
        interview.finish_interview()

    @classmethod
    def _talk_about_remarks(cls, interview, ask, wave):
        earlier = interview.get_interview()["remarks"]
        cls.carried.append([one["text"] for one in earlier])
        if wave == 0:
            interview.add_interview_remark(
                "Send us one page a month.", "suggestion", ask.id
            )
        for one in earlier:
            interview.rate_interview_remark(
                one["id"], {1: 3, 2: 5}[wave], "As agreed", ask.id
            )

    @classmethod
    def _decide_on_remark(cls):
        """Accepted with an explanation, and done (R87, R90)."""
        cls.remark = cls.env["satisfaction.remark"].search(
            [("text", "=", "Send us one page a month.")]
        )
        manager = cls.clients[REMARKER].client_manager_id
        remark = cls.remark.with_user(manager)
        remark.decision_note = "You get it by the fifth of each month."
        remark.action_accept()
        plan = remark.action_plan_action()
        form = Form(
            cls.env["satisfaction.action"]
            .with_user(manager)
            .with_context(**plan["context"])
        )
        form.name = "Monthly page"
        form.date_due = fields.Date.today()
        cls.action = form.save()
        cls.action.action_start()
        cls.action.result = "You have got one page each month."
        cls.action.action_done()

    # ------------------------------------------------------------------
    # Who takes part
    # ------------------------------------------------------------------
    def _members(self, number):
        return (
            self.waves[number]
            .sudo()
            .assessment_ids.filtered(lambda one: not one.wave_out)
        )

    def test_three_waves_of_thirty(self):
        """R65–R69: thirty clients each year, all types, tracked on until they leave."""
        first, second, third = (self._members(number).client_id for number in range(3))
        self.assertEqual([len(first), len(second), len(third)], [SAMPLE] * 3)
        self.assertEqual(first, self.clients[:SAMPLE])
        leaver = self.clients[LEAVER]
        self.assertIn(leaver, first)
        self.assertEqual(first - second, leaver)
        newcomer = second - first
        self.assertEqual(len(newcomer), 1, "somebody is drawn in its place")
        self.assertLessEqual(newcomer, self.clients[SAMPLE:])
        self.assertEqual(second, third)
        left = self.waves[1].sudo().assessment_ids.filtered("wave_out")
        self.assertEqual(left.client_id, leaver)
        self.assertTrue(left.left, "the reason stands there")
        kinds = {(one.satisfaction_is_vip, one.agreement_level_id) for one in first}
        self.assertEqual(len(kinds), 6)
        self.assertEqual(
            self.waves.mapped("state"), ["closed", "closed", "running"], self.waves
        )

    def test_all_representatives_are_heard(self):
        """R71: each respondent has a row of its own, answered in the interview."""
        for number in range(3):
            for assessment in self._members(number):
                client = self.number_of[assessment.client_id]
                self.assertEqual(assessment.response_count, people_of(client))
                self.assertEqual(
                    assessment.request_ids.typed_by_id, assessment.interviewer_id
                )

    def test_interviewer_is_independent(self):
        """R70: whoever served the client is never chosen, and refused by hand."""
        assessments = self.waves.sudo().assessment_ids.filtered(
            lambda one: one.client_id == self.clients[SERVED]
        )
        self.assertTrue(assessments)
        self.assertNotIn(self.interviewer, assessments.interviewer_id)
        single = (
            self.env["satisfaction.assessment"]
            .with_user(self.program_manager)
            .create({"client_id": self.clients[SERVED].id, "survey_id": self.form.id})
        )
        with Form(single) as form:
            form.interviewer_id = self.interviewer
            with self.assertRaisesRegex(UserError, "worked on ticket"):
                form.save()
            form.interviewer_id = self.other_interviewer
        self.assertEqual(single.independence, "independent")
        with self.assertRaises(AccessError):
            single.with_user(self.interviewer).get_interview()

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------
    def test_every_score_by_fractions(self):
        """R42–R46, R50: 90 integrated scores, their levels and indicators."""
        compared = 0
        for number in range(3):
            for assessment in self._members(number):
                client = self.number_of[assessment.client_id]
                self.assertAlmostEqual(
                    assessment.points, float(integrated(client, number)), delta=SHOWN
                )
                for level, (_weight, indicators) in SCORECARD.items():
                    line = self._line(assessment, level)
                    expected = level_points(client, number, level)
                    self._check_line(line, expected)
                    for code in indicators:
                        expected = indicator_points(client, number, code)
                        self._check_line(self._line(assessment, code), expected)
                        compared += 1
                levels = assessment.line_ids.filtered(lambda one: one.kind == "level")
                self.assertAlmostEqual(
                    sum(levels.mapped("contribution")), assessment.points, delta=0.1
                )
        self.assertEqual(compared, 3 * SAMPLE * 3)

    def _check_line(self, line, expected):
        if expected is None:
            self.assertIs(line.points, False)
        else:
            self.assertAlmostEqual(line.points, float(expected), delta=SHOWN)

    def test_own_weights_change_the_score(self):
        """R45: with its own weights a client has another score than without."""
        for number in (*OWN_LEVEL, *OWN_INDICATOR):
            assessment = self._members(2).filtered(
                lambda one, number=number: one.client_id == self.clients[number]
            )
            own = assessment.line_ids.filtered("weight_is_own")
            self.assertEqual(len(own), 1)
            plain = weighted(
                (
                    weighted(
                        (indicator_points(number, 2, code), Fraction(weight))
                        for code, weight in indicators.items()
                    ),
                    Fraction(weight),
                )
                for weight, indicators in SCORECARD.values()
            )
            self.assertGreater(abs(float(plain) - assessment.points), 2 * SHOWN)

    def test_result_of_each_wave(self):
        """R68: mean, share at the target and NPS of a wave from the answers alone."""
        for number, wave in enumerate(self.waves):
            clients = [self.number_of[one.client_id] for one in self._members(number)]
            points = [shown(integrated(client, number)) for client in clients]
            self.assertAlmostEqual(
                wave.points, float(sum(points) / len(points)), delta=SHOWN
            )
            target = wave.program_id.target_points
            at_target = sum(one >= target for one in points)
            self.assertEqual(wave.satisfied_count, at_target)
            self.assertAlmostEqual(
                wave.satisfied_share, 100 * at_target / SAMPLE, delta=SHOWN
            )
            given = [
                recommendation(client, number, person)
                for client in clients
                for person in range(people_of(client))
            ]
            promoters = sum(one >= 9 for one in given)
            detractors = sum(one <= 6 for one in given)
            self.assertEqual((wave.promoters, wave.detractors), (promoters, detractors))
            self.assertAlmostEqual(
                wave.nps, 100 * (promoters - detractors) / len(given), delta=SHOWN
            )
            self.assertEqual(wave.answered_count, len(given))

    def test_levels_of_each_wave(self):
        """R50, R68: each level's and indicator's mean over all clients of a wave."""
        for number, wave in enumerate(self.waves):
            clients = [self.number_of[one.client_id] for one in self._members(number)]
            rows = wave.result_ids.filtered(lambda one: one.kind != "role")
            self.assertEqual(len(rows), 5)
            for row in rows:
                code = row.indicator_id.code
                points = [
                    indicator_points(client, number, code.removeprefix("t_"))
                    if code
                    else level_points(client, number, row.level_code)
                    for client in clients
                ]
                points = [shown(one) for one in points if one is not None]
                self.assertEqual(row.client_count, len(points))
                self.assertAlmostEqual(
                    row.points, float(sum(points) / len(points)), delta=SHOWN
                )

    def test_waves_are_compared_by_the_same_clients(self):
        """R47, R68: the change is that of the clients measured in both."""
        for number in (1, 2):
            wave = self.waves[number]
            before = self._members(number - 1).client_id
            same = before & self._members(number).client_id
            self.assertEqual(wave.same_count, len(same))
            changes = [
                shown(integrated(self.number_of[one], number))
                - shown(integrated(self.number_of[one], number - 1))
                for one in same
            ]
            self.assertAlmostEqual(
                wave.same_change, float(sum(changes) / len(changes)), delta=0.1
            )
            self.assertEqual(wave.rose_count, sum(one > 0 for one in changes))
            self.assertEqual(wave.fell_count, sum(one < 0 for one in changes))

    # ------------------------------------------------------------------
    # The client that fell
    # ------------------------------------------------------------------
    def test_fall_at_one_level_is_found(self):
        """R47, R48: found by itself, and the drill-down says where and with what."""
        assessment = self._members(2).filtered(
            lambda one: one.client_id == self.clients[FALLEN]
        )
        # The whole looks good: nobody would look without being told.
        self.assertGreaterEqual(assessment.points, 80)
        with (
            freeze_time(f"{self.this_year}-05-20 09:00:00"),
            self._without_commit(),
        ):
            self.env["satisfaction.alert"]._cron_watch()
        manager = self.clients[FALLEN].client_manager_id
        alert = (
            self.env["satisfaction.alert"]
            .with_user(manager)
            .search([("assessment_id", "=", assessment.id)])
        )
        self.assertEqual(len(alert), 1)
        found = alert.finding_ids.filtered(lambda one: one.kind == "level")
        self.assertEqual(len(found), 1)
        mine = assessment.sudo(False).with_user(manager)
        fallen = mine.line_ids.filtered(lambda line: line.trend == "fall")
        level = fallen.filtered(lambda line: line.kind == "level")
        self.assertEqual(level.level_code, "partners")
        self.assertEqual(
            (fallen - level).indicator_id, self.indicators["value"], "with what"
        )
        change = level_points(FALLEN, 2, "partners") - level_points(
            FALLEN, 1, "partners"
        )
        self.assertAlmostEqual(level.change, float(change), delta=0.1)
        self.assertEqual(level.previous_points, 90.0)

    def test_action_for_the_level_that_fell(self):
        """R49: planned from the line itself, for what is asked about there."""
        manager = self.clients[FALLEN].client_manager_id
        assessment = self._members(2).filtered(
            lambda one: one.client_id == self.clients[FALLEN]
        )
        line = self._line(assessment, "partners").sudo(False).with_user(manager)
        plan = line.action_plan_action()
        form = Form(
            self.env["satisfaction.action"]
            .with_user(manager)
            .with_context(**plan["context"])
        )
        form.date_due = date(self.this_year, 9, 1)
        action = form.save()
        self.assertEqual(action.client_ids, self.clients[FALLEN])
        self.assertEqual(action.indicator_ids, self.indicators["value"])
        self.assertEqual(line.action_count, 1)
        with self.assertRaises(AccessError):
            action.with_user(self.interviewer).read(["name"])

    # ------------------------------------------------------------------
    # The remark
    # ------------------------------------------------------------------
    def test_remark_is_carried_into_the_third_wave(self):
        """R88, R89: brought up until the client is content; each rating is kept."""
        text = "Send us one page a month."
        self.assertEqual(self.carried, [[], [text], [text]])
        self.assertEqual(self.remark.state, "done")
        self.assertEqual(self.remark.outcome_note, "You have got one page each month.")
        ratings = self.remark.rating_ids.sorted("rated_at")
        self.assertEqual(ratings.mapped("rating"), [3, 5])
        self.assertEqual(ratings.mapped("points"), [60.0, 100.0])
        self.assertEqual(ratings.assessment_id.wave_id, self.waves[1:].sudo())
        self.assertFalse(
            self.env["satisfaction.remark"]._find_for_assessment(
                self.clients[REMARKER]
            ),
            "content: it isn't brought up a fourth time",
        )

    # ------------------------------------------------------------------
    # Over the years
    # ------------------------------------------------------------------
    def test_client_over_the_waves(self):
        """R108: a client's scores of all waves, for its own manager only."""
        client = self.clients[FALLEN]
        mine = client.with_user(client.client_manager_id)
        self.assertEqual(mine.satisfaction_wave_count, 3)
        for number in range(3):
            shown_points = f"{float(shown(integrated(FALLEN, number))):.1f}"
            self.assertIn(shown_points, str(mine.satisfaction_wave_html))
        others = self.client_manager | self.other_client_manager
        stranger = others - client.client_manager_id
        self.assertFalse(client.with_user(stranger).satisfaction_wave_count)
