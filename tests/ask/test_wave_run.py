# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A wave from its start to its end: asked in batches, closed, compared, remembered."""

from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .wave_case import WaveCase

TASK_TYPE = "mail.mail_activity_data_todo"


@tagged("post_install", "-at_install")
class TestWaveRun(WaveCase):
    # ------------------------------------------------------------------
    # Start
    # ------------------------------------------------------------------
    def test_everybody_is_asked_once(self):
        """R68: each respondent has one ledger row, of the questionnaire channel."""
        wave = self._draw()
        wave.action_start()
        self.assertTrue(wave.is_opening)
        self.assertFalse(wave.assessment_ids.request_ids, "a job asks, not the click")
        self._open()
        requests = wave.assessment_ids.request_ids
        self.assertEqual(requests.client_id, self._taking_part(wave))
        self.assertEqual(len(requests), 4)
        self.assertEqual(set(requests.mapped("channel_kind")), {"questionnaire"})
        self.assertEqual(wave.opened_count, 4)
        self.assertEqual(wave.open_progress, 100)
        self.assertTrue(wave.opened_at)
        self._open()
        self.assertEqual(wave.assessment_ids.request_ids, requests)

    def test_killed_half_way(self):
        """R68: a job that dies goes on where it was; nobody is asked twice."""
        wave = self._draw()
        wave.action_start()

        class Killed(BaseException):
            """Not to be caught by any ``except Exception``."""

        commits = []

        def commit_then_die(*args, **kwargs):
            self.env.flush_all()
            commits.append(args)
            if len(commits) == 3:
                raise Killed
            return float("inf")

        cron = type(self.env["ir.cron"])
        with (
            patch.object(cron, "_commit_progress", commit_then_die),
            self.assertRaisesKept(Killed),
        ):
            self.env["satisfaction.wave"]._cron_open(batch_size=1)
        self.assertEqual(wave.opened_count, 2)
        self.assertEqual(wave.open_progress, 50)
        self.assertFalse(wave.opened_at)
        self._open(batch_size=1)
        requests = wave.assessment_ids.request_ids
        self.assertEqual(len(requests), 4)
        self.assertEqual(len(requests.partner_id), 4)
        self.assertTrue(wave.opened_at)
        told = wave.message_ids.filtered(lambda one: "clients are asked" in one.body)
        self.assertEqual(len(told), 1)

    def test_one_bad_client_holds_up_nobody(self):
        """R68: a client that can't be asked says why; the others are asked."""
        wave = self._draw()
        wave.action_start()
        bad = wave.assessment_ids[1]
        model = type(self.env["satisfaction.assessment"])
        plan = model._open_requests

        def fail_for_one(assessments):
            if bad in assessments:
                raise ValueError("No such thing")
            return plan(assessments)

        with patch.object(model, "_open_requests", fail_for_one):
            self._open()
        self.assertEqual(bad.open_error, "No such thing")
        self.assertEqual(len(wave.assessment_ids.request_ids), 3)
        self.assertEqual(wave.open_error_count, 1)
        self.assertTrue(wave.opened_at)
        wave.action_retry_opening()
        self._open()
        self.assertEqual(len(wave.assessment_ids.request_ids), 4)
        self.assertFalse(wave.open_error_count)

    def test_asked_on_the_first_day(self):
        """R68: a wave started early waits for its first day."""
        start = self.today + timedelta(days=2)
        if start.year != self.today.year:
            self.skipTest("The year ends: the wave would be in next year's programme.")
        wave = self._run(self._draw(date_start=start))
        self.assertEqual(wave.opened_count, 0)
        self.assertFalse(wave.opened_at)
        with patch.object(
            type(self.company), "_satisfaction_today", lambda company: start
        ):
            self._open()
        self.assertEqual(wave.opened_count, 4)

    def test_added_to_a_running_wave(self):
        """R65: a client added later is asked by the same job."""
        wave = self._run(self._draw())
        client = (self.clients - self._taking_part(wave))[0]
        wave._add_clients(client, "Asked for it")
        self.assertTrue(wave.is_opening)
        self._open()
        self.assertEqual(len(wave.assessment_ids.request_ids), 5)

    def test_online_mails_go_through_the_sender(self):
        """R68: an online wave plans mails; nothing is sent by the wave itself."""
        wave = self._run(self._draw(mode="online"))
        requests = wave.assessment_ids.request_ids
        self.assertEqual(set(requests.mapped("state")), {"planned"})
        self.assertEqual(set(requests.mapped("delivery")), {"mail"})
        self._send_due()
        self.assertEqual(set(requests.mapped("state")), {"sent"})

    def test_starts_only_when_it_can_ask(self):
        """R3: gates of the start, each with the cure."""
        wave = self._draw()
        self.program.state = "draft"
        with self.assertRaisesRegex(UserError, "is not running"):
            wave.action_start()
        self.program.state = "running"
        wave.survey_id = self.env["survey.survey"].create(
            {"title": "Empty", "survey_type": "satisfaction"}
        )
        with self.assertRaisesRegex(UserError, "no questionnaire"):
            wave.action_start()
        wave.survey_id = self.form
        with self.assertRaisesRegex(UserError, "not drawn"):
            self._make_wave().action_start()
        self.assertEqual(wave.state, "drawn")

    # ------------------------------------------------------------------
    # Results
    # ------------------------------------------------------------------
    def test_result_by_hand(self):
        """R68, R111, R116: the wave's figures, computed by hand.

        Service 3 (speed 2, skill 1), partnership 1: 5/5/5 makes 100 points, 4/4/4
        80 and 3/3/3 60; their mean is 80, two of three reach 80; one promoter, one
        passive, one detractor make NPS 0; three of four answered.
        """
        wave = self._run(self._draw())
        clients = self._taking_part(wave)
        self._answer_wave(
            wave,
            {
                clients[0]: (5, 5, 5, 10),
                clients[1]: (4, 4, 4, 8),
                clients[2]: (3, 3, 3, 0),
            },
        )
        wave.action_close()
        self.assertEqual(wave.state, "closed")
        self.assertEqual((wave.asked_count, wave.answered_count), (4, 3))
        self.assertEqual(wave.response_rate, 75.0)
        self.assertEqual(wave.answered_client_count, 3)
        self.assertEqual(wave.points, 80.0)
        # t(0.975, 2) = 4.303, s = 20: 80 ± 49.7, cut off at 100
        self.assertAlmostEqual(wave.interval_low, 30.3, 1)
        self.assertEqual(wave.interval_high, 100.0)
        self.assertEqual((wave.satisfied_count, wave.satisfied_share), (2, 66.7))
        self.assertEqual((wave.promoters, wave.passives, wave.detractors), (1, 1, 1))
        self.assertEqual(wave.nps, 0.0)
        roles = {line.role: line for line in wave.result_ids if line.kind == "role"}
        self.assertEqual(roles["decision_leader"].asked_count, 4)
        self.assertEqual(roles["decision_leader"].response_rate, 75.0)
        self.assertEqual(roles["vip"].asked_count, 0)
        self.assertIs(roles["vip"].response_rate, False, "nobody asked is not 0 %")
        levels = {
            line.level_code: line for line in wave.result_ids if line.kind == "level"
        }
        self.assertEqual(levels["service"].points, 80.0)
        self.assertEqual(levels["service"].client_count, 3)
        self.assertEqual(
            [line.name for line in wave.result_ids if line.kind != "role"],
            [
                "Service",
                "Works quickly",
                "Skilled people",
                "Partnership",
                "Worth the partnership",
            ],
        )
        html = wave.with_user(self.senior_manager).result_html
        for text in ("80.0", "66.7 %", "75 %", "<svg", "Works quickly"):
            self.assertIn(text, html)

    def test_closing_ends_open_asks(self):
        """R68: who has not answered can't any more; the result stays as reported."""
        wave = self._run(self._draw(mode="online"))
        requests = wave.assessment_ids.request_ids
        self._send_due()
        requests[0].sudo().write({"state": "planned"})
        self._record(requests[1], 5, 5, 5)
        wave.action_close()
        self.assertEqual(requests[0].state, "cancelled")
        self.assertEqual(requests[1].state, "answered")
        self.assertEqual(set(requests[2:].mapped("state")), {"expired"})
        self.assertEqual(wave.points, 100.0, "answers of the last minutes count")
        # A mail that never went out asked nobody.
        self.assertEqual((wave.asked_count, wave.answered_count), (3, 1))
        self.assertFalse(
            wave.assessment_ids.filtered(lambda one: one.state == "running")
        )
        with self.assertRaises(UserError):
            wave.action_close()

    def test_nobody_answered(self):
        """R68, D5: a wave without answers has no points, not 0."""
        wave = self._run(self._draw())
        wave.action_close()
        self.assertIs(wave.points, False)
        self.assertIs(wave.nps, False)
        self.assertIs(wave.satisfied_share, False)
        self.assertEqual(wave.response_rate, 0.0)
        self.assertIn("–", wave.result_html)
        self.assertFalse(wave.comparison_html)

    def test_results_on_the_way(self):
        """R68: a running wave shows what it has so far, updated by a job."""
        wave = self._run(self._draw())
        clients = self._taking_part(wave)
        self._answer_wave(wave, {clients[0]: (5, 5, 5, 10)})
        with self._without_commit():
            self.env["satisfaction.wave"]._cron_care()
        self.assertEqual(wave.points, 100.0)
        stamp = wave.results_at
        with self._without_commit():
            self.env["satisfaction.wave"]._cron_care()
        self.assertEqual(wave.results_at, stamp, "nothing new, nothing to do")

    # ------------------------------------------------------------------
    # Comparison
    # ------------------------------------------------------------------
    def _two_waves(self):
        """Four clients, then one left and another came; three in both."""
        first = self._run(self._draw(seed="one"))
        old = self._taking_part(first)
        self._answer_wave(
            first,
            {
                old[0]: (5, 5, 5, 10),
                old[1]: (4, 4, 4, 8),
                old[2]: (3, 3, 3, 0),
                old[3]: (1, 1, 1, 0),
            },
        )
        first.action_close()
        old[3].client_until = self.today - timedelta(days=1)
        second = self._run(self._draw(seed="two"))
        new = self._members(second, wave_origin="drawn")
        self.assertEqual(len(new), 1)
        self._answer_wave(
            second,
            {
                old[0]: (5, 5, 4, 10),
                old[1]: (5, 5, 5, 9),
                old[2]: (4, 4, 4, 7),
                new: (1, 1, 1, 0),
            },
        )
        second.action_close()
        return first, second, old, new

    def test_same_clients_are_compared(self):
        """R47, R68, D13: newcomers and leavers don't count as change.

        100 → 95, 80 → 100, 60 → 80: mean change (-5 + 20 + 20) / 3 = 11.67, two
        rose, one fell; the mean of all went from 65 to 73.75.
        """
        first, second, old, new = self._two_waves()
        self.assertEqual((first.points, second.points), (65.0, 73.8))
        self.assertEqual(second.compared_id, first)
        self.assertEqual(second.same_count, 3)
        self.assertEqual((second.same_before, second.same_after), (80.0, 91.7))
        self.assertEqual(second.same_change, 11.7)
        self.assertEqual(
            (second.rose_count, second.held_count, second.fell_count), (2, 0, 1)
        )
        lines = {line.name: line for line in second.result_ids if line.kind != "role"}
        self.assertEqual(lines["Service"].same_change, 13.3)  # (0 + 20 + 20) / 3
        self.assertEqual(lines["Service"].held_count, 1)
        self.assertEqual(lines["Partnership"].same_change, 6.7)  # (-20 + 20 + 20) / 3
        html = second.comparison_html
        for text in ("+11.7", "<svg", "Partnership", first.name):
            self.assertIn(text, html)
        wizard = self.env["satisfaction.wave.comparison"].with_user(
            self.program_manager
        )
        shown = wizard.create({"wave_id": second.id})
        self.assertEqual(shown.other_id, first)
        self.assertEqual(
            shown.display_name, f"{second.display_name} – {first.display_name}"
        )
        self.assertIn("+11.7", shown.html)
        self.assertIn(new.name, shown.html)
        self.assertIn(old[3].name, shown.html)

    def test_comparison_shows_own_clients_only(self):
        """R47: a client manager compares own clients, without others' names."""
        _first, second, old, new = self._two_waves()
        (old[0] | new).client_manager_id = self.other_client_manager
        shown = (
            self.env["satisfaction.wave.comparison"]
            .with_user(self.other_client_manager)
            .create({"wave_id": second.id})
        )
        self.assertIn("−5.0", shown.html)
        self.assertIn(new.name, shown.html)
        self.assertNotIn(old[3].name, shown.html)

    def test_client_over_the_waves(self):
        """R108: a client's form shows all its waves, to those who may see them."""
        first, second, old, new = self._two_waves()
        client = old[0].with_user(self.client_manager)
        self.assertEqual(client.satisfaction_wave_count, 2)
        html = client.satisfaction_wave_html
        for text in (first.name, second.name, "95.0", "100.0", "Service", "<svg"):
            self.assertIn(text, html)
        self.assertEqual(new.with_user(self.senior_manager).satisfaction_wave_count, 1)
        other = old[0].with_user(self.other_client_manager)
        self.assertEqual(other.satisfaction_wave_count, 0)
        self.assertFalse(other.satisfaction_wave_html)
        with self.assertRaises(AccessError):
            old[0].with_user(self.agent).read(["satisfaction_wave_html"])
        action = client.action_open_satisfaction_waves()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.wave_id, first | second)
        self.assertEqual(lines.client_id, old[0])

    # ------------------------------------------------------------------
    # Calendar
    # ------------------------------------------------------------------
    def test_next_wave_is_planned_once(self):
        """R68: a year later, in that year's programme, however often it is clicked."""
        wave = self._run(self._draw(repeat_months=12))
        wave.action_close()
        opened = wave.action_plan_next()
        following = self.env["satisfaction.wave"].browse(opened["res_id"])
        self.assertEqual(
            following.date_start, wave.date_start + relativedelta(months=12)
        )
        self.assertEqual(following.program_id.year, wave.program_id.year + 1)
        self.assertEqual(
            (following.state, following.number), ("draft", wave.number + 1)
        )
        self.assertEqual(following.target_group_id, wave.target_group_id)
        self.assertNotEqual(following.seed, wave.seed)
        self.assertEqual(following.previous_id, wave)
        self.assertFalse(following.results_at)
        self.assertIn(str(following.number), following.name)
        self.assertEqual(wave.action_plan_next()["res_id"], following.id)
        following.unlink()
        far = self._make_wave(repeat_months=60)
        with self.assertRaisesRegex(UserError, "no programme"):
            far.action_plan_next()

    def test_reminders_come_once(self):
        """R68: who is responsible hears of a due wave once, and of its end."""
        waves = self.env["satisfaction.wave"]
        wave = self._draw(date_start=self.today)

        def care():
            with self._without_commit():
                waves._cron_care()
            return wave.activity_ids

        reminder = care()
        self.assertEqual(len(reminder), 1)
        self.assertEqual(reminder.user_id, self.program_manager)
        self.assertIn("Start", reminder.summary)
        self.assertEqual(care(), reminder)
        self._run(wave)
        self.assertFalse(wave.activity_ids, "done with the start")
        with patch.object(
            type(self.company),
            "_satisfaction_today",
            lambda company: wave.date_end + timedelta(days=1),
        ):
            self.assertIn("Close", care().summary)
            self.assertEqual(len(care()), 1)
        wave.action_close()
        self.assertFalse(wave.activity_ids)

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _record(self, request, *ratings):
        self.env["satisfaction.request"]._record_answers(
            {request.id: self._given(*ratings)}, mode="portal"
        )
