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

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .seed_story_case import SeedStoryCase
from .seed_story_figures import (
    FALLEN,
    LEAVER,
    OWN_INDICATOR,
    OWN_LEVEL,
    REMARKER,
    SAMPLE,
    SCORECARD,
    SERVED,
    SHOWN,
    indicator_points,
    integrated,
    level_points,
    people_of,
    recommendation,
    shown,
    weighted,
)


@tagged("post_install", "-at_install")
class TestSeedStory(SeedStoryCase):
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
        ratings = self.remark.outcome_rating_ids.sorted("rated_at")
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
