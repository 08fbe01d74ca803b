# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The demo data tells what it promises."""

from collections import Counter
from datetime import timedelta
from statistics import mean, median

from odoo import fields
from odoo.tests import tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.client_satisfaction.demo.story_data import load
from odoo.addons.client_satisfaction.demo.story_people import CLIENTS, COLLEAGUES
from odoo.addons.client_satisfaction.demo.story_timing import Timing

from .people import dismiss_people
from .screens import list_window_actions, open_view


@tagged("post_install", "-at_install")
class TestDemoStory(BaseCommon):
    """The story loaded into a database without demo data, inside the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dismiss_people(cls.env)
        cls.mails_before = cls.env["mail.mail"].search_count([])
        cls.triggers_before = cls.env["ir.cron.trigger"].search([])
        load(cls.env)
        cls.now = fields.Datetime.now()
        cls.requests = cls.env["satisfaction.request"].search([])
        cls.scores = cls.env["satisfaction.score"].search([])
        cls.cases = cls.env["satisfaction.case"].search([])

    # ------------------------------------------------------------------
    # Reading the story
    # ------------------------------------------------------------------
    def client(self, key):
        return self.env.ref(f"client_satisfaction.client_{key}_demo")

    def asks(self, key):
        client = self.client(key)
        return self.requests.filtered(lambda ask: ask.client_id == client)

    def story(self, key):
        """The client's scores of the five quarters, the oldest first.

        Of the time before there are only those of the first wave.
        """
        client = self.client(key)
        first = Timing(self.now, "Asia/Singapore").quarter(0)[0]
        return self.scores.filtered(
            lambda score: score.client_id == client and score.period_start >= first
        ).sorted("period_start")

    # ------------------------------------------------------------------
    # The clients
    # ------------------------------------------------------------------
    def test_recovered_client(self):
        """R47, D15: unacceptable, then reliably better, and acceptable."""
        story = self.story("aurora")
        self.assertEqual(
            story[1:].mapped("trend"),
            ["fall", "rise", "rise", "no_reliable_change"],
        )
        self.assertLess(story[1].points, 60)
        self.assertGreaterEqual(story[-1].points, 80)
        cases = self.cases.filtered(lambda case: case.client_id == story.client_id)
        self.assertEqual(set(cases.mapped("state")), {"closed"})
        self.assertEqual(set(cases.mapped("client_verdict")), {"satisfied"})

    def test_agreement_met_and_dissatisfied(self):
        """Tickets are closed fastest where the client is not satisfied."""
        hours = {
            client.key: self.hours_to_close(client.key)
            for client in CLIENTS
            if self.asks(client.key).ticket_id
        }
        self.assertEqual(min(hours, key=hours.get), "meridian")
        self.assertLess(hours["meridian"], 3)
        self.assertFalse(any(self.story("meridian").mapped("is_acceptable")))
        # They say so themselves: speed is not what they miss.
        lines = (
            self.asks("meridian")
            .filtered(lambda ask: ask.channel_kind == "ticket")
            .answer_line_ids
        )
        speed = self.env.ref("client_satisfaction.survey_event_speed")
        solution = self.env.ref("client_satisfaction.survey_event_solution")
        points = lines.grouped("question_id")
        self.assertGreater(
            mean(points[speed].mapped("satisfaction_points")),
            mean(points[solution].mapped("satisfaction_points")) + 30,
        )

    def hours_to_close(self, key):
        tickets = self.asks(key).ticket_id
        return median(
            (ticket.closed_date - ticket.create_date) / timedelta(hours=1)
            for ticket in tickets
        )

    def test_silent_client(self):
        """D5: asked in every quarter, never measured, and never 0 points."""
        asks = self.asks("kestrel")
        sent = asks.filtered("sent_at")
        self.assertGreaterEqual(len(sent), 30)
        self.assertFalse(sent.filtered(lambda ask: ask.state == "answered"))
        self.assertFalse(any(self.story("kestrel").mapped("is_measured")))
        self.assertFalse(any(self.story("kestrel").mapped("points")))
        quarters = {
            (ask.event_date.year, (ask.event_date.month - 1) // 3) for ask in sent
        }
        self.assertEqual(len(quarters), 5)

    def test_never_measured_client(self):
        """D5: nobody there could be asked, and each time it is said why."""
        asks = self.asks("orchard")
        self.assertEqual(set(asks.mapped("state")), {"skipped"})
        self.assertEqual(set(asks.mapped("skip_reason")), {"opted_out", "no_contact"})
        self.assertFalse(self.story("orchard").filtered("is_measured"))

    def test_star(self):
        """R57: very satisfied in every quarter, and no case ever."""
        story = self.story("hualing")
        self.assertEqual(story.band_id.mapped("code"), ["very_satisfied"] * 2)
        self.assertEqual(len(story), 5)
        self.assertNotIn(story.client_id, self.cases.client_id)

    def test_falling_client(self):
        """R47, D15: satisfied for a year, then a reliable fall below 80."""
        story = self.story("severny")
        self.assertTrue(all(story[:-1].mapped("is_acceptable")))
        self.assertEqual(story[-1].trend, "fall")
        self.assertFalse(story[-1].is_acceptable)
        still_open = self.cases.filtered(
            lambda case: case.client_id == story.client_id and case.state != "closed"
        )
        self.assertTrue(still_open)

    def test_client_without_questionnaire(self):
        """D5: its weight goes to the channels that are there; provisional."""
        story = self.story("yunchuan")
        self.assertEqual(len(story), 5)
        for score in story:
            self.assertTrue(score.is_provisional)
            weights = {
                line.channel_code: line.effective_weight for line in score.line_ids
            }
            self.assertEqual(weights.pop("questionnaire"), 0)
            self.assertAlmostEqual(sum(weights.values()), 100, places=2)

    def test_new_client(self):
        """D15: one quarter only, so there is nothing to compare with."""
        story = self.story("bereg")
        self.assertEqual(story.mapped("trend"), ["first"])
        self.assertEqual(story, story.filtered("is_latest"))

    # ------------------------------------------------------------------
    # The whole
    # ------------------------------------------------------------------
    def test_ledger(self):
        """R14–R18: a believable ledger, all four channels, nothing from the future."""
        self.assertEqual(len(CLIENTS), 10)
        self.assertTrue(600 <= len(self.requests) <= 1000)
        states = Counter(self.requests.mapped("state"))
        # Planned and cancelled are interviews that wait, or where nobody was met.
        self.assertEqual(
            set(states),
            {"answered", "expired", "skipped", "sent", "planned", "cancelled"},
        )
        answered = self.requests.filtered(lambda ask: ask.state == "answered")
        self.assertEqual(
            set(answered.mapped("channel_kind")),
            {"ticket", "callback", "questionnaire", "monthly"},
        )
        self.assertLessEqual(max(answered.mapped("answered_at")), self.now)
        typed = answered.filtered("typed_by_id")
        self.assertEqual(
            set(typed.mapped("answer_mode")), {"phone", "meeting", "paper"}
        )
        self.assertEqual(set(answered.mapped("lang")), {"en_US", "zh_CN", "ru_RU"})

    def test_scores_are_the_means_of_the_answers(self):
        """R51, D6, D7: a channel's points in a score are the mean of its answers."""
        for key in ("aurora", "yunchuan", "bereg"):
            score = self.story(key)[-1]
            for line in score.line_ids.filtered("is_measured"):
                answers = self.asks(key).filtered(
                    lambda ask, line=line: (
                        ask.is_scored
                        and ask.channel_code == line.channel_code
                        and line.source_start <= ask.event_date <= line.source_end
                    )
                )
                self.assertEqual(line.response_count, len(answers))
                self.assertAlmostEqual(
                    line.points, mean(answers.mapped("points")), delta=0.05
                )

    # ------------------------------------------------------------------
    # Relationship programme and improvement
    # ------------------------------------------------------------------
    def test_three_waves(self):
        """R67, R68: about thirty clients a year, two waves closed, one running."""
        waves = self.env["satisfaction.wave"].search([], order="number")
        self.assertEqual(waves.mapped("state"), ["closed", "closed", "running"])
        starts = waves.mapped("date_start")
        self.assertEqual([one.year - starts[0].year for one in starts], [0, 1, 2])
        self.assertEqual(waves[-1].client_count, 30)
        for wave in waves:
            self.assertGreaterEqual(wave.client_count, 28)
            self.assertGreater(wave.answered_client_count, 20)
            levels = wave.result_ids.filtered(lambda row: row.kind == "level")
            self.assertEqual(
                set(levels.mapped("client_count")), {wave.answered_client_count}
            )
            answered = wave.assessment_ids.request_ids.filtered("answered_at")
            self.assertGreaterEqual(min(answered.mapped("event_date")), wave.date_start)
            self.assertLessEqual(max(answered.mapped("answered_at")), self.now)
        last = waves[-1].assessment_ids
        self.assertEqual(
            last.filtered("wave_out").client_id, self.client("redwood"), "it left"
        )
        self.assertNotIn(
            self.client("orchard"), last.client_id, "excluded for good, with a reason"
        )

    def test_fallen_at_one_level(self):
        """R48, R101: good as a whole; the drill-down and an alert tell the level."""
        assessment = self.env["satisfaction.assessment"].search(
            [("client_id", "=", self.client("lantern").id)], order="date desc", limit=1
        )
        self.assertGreaterEqual(assessment.points, 80)
        fallen = assessment.line_ids.filtered(
            lambda line: line.kind == "level" and line.trend == "fall"
        )
        self.assertEqual(fallen.mapped("level_code"), ["engineers"])
        alert = self.env["satisfaction.alert"].search(
            [("assessment_id", "=", assessment.id)]
        )
        self.assertEqual(len(alert), 1)
        finding = alert.finding_ids.filtered(lambda one: one.kind == "level")
        for lang in ("en_US", "ru_RU", "zh_CN"):
            told = finding.with_context(lang=lang)
            self.assertIn(fallen.with_context(lang=lang).name, told.text)
        self.assertIn("Работа инженеров", told.with_context(lang="ru_RU").text)

    def test_own_weights(self):
        """R45: two clients weigh differently, with their reasons."""
        weights = self.env["satisfaction.client.weight"].search([])
        self.assertEqual(
            weights.client_id, self.client("aurora") | self.client("hualing")
        )
        self.assertTrue(all(weights.mapped("reason")))

    def test_remarks_are_decided_and_rated(self):
        """R86–R90: decided, one declined with an explanation, rated in wave 3."""
        remarks = self.env["satisfaction.remark"].search([])
        declined = remarks.filtered(lambda one: one.state == "declined")
        self.assertEqual(len(declined), 1)
        self.assertTrue(declined.decision_note)
        ratings = remarks.outcome_rating_ids
        self.assertGreaterEqual(len(ratings), 5)
        self.assertEqual(set(ratings.assessment_id.wave_id.mapped("number")), {3})
        decided = remarks.filtered(lambda one: one.state in ("done", "declined"))
        self.assertEqual(set(decided.mapped("telling_state")), {"told"})

    def test_actions_and_their_effect(self):
        """R82, R87, R93–R95: in all stages, one measurably better, a supplier asked."""
        actions = self.env["satisfaction.action"].search([])
        self.assertEqual(
            set(actions.mapped("state")),
            {"planned", "in_progress", "done", "reviewed", "cancelled"},
        )
        self.assertIn("better", actions.mapped("effect"))
        self.assertTrue(actions.filtered(lambda one: one.due_state == "late"))
        demands = self.env["satisfaction.supplier.request"].search([])
        self.assertEqual(set(demands.mapped("state")), {"asked", "answered"})
        reviews = self.env["satisfaction.review"].search([])
        self.assertEqual(set(reviews.mapped("state")), {"planned", "closed"})

    def test_complaints_in_several_stages(self):
        """R84, R85, R96: with five whys; clients won back rated what was done."""
        complaints = self.cases.filtered(lambda case: case.origin == "complaint")
        self.assertEqual(
            set(complaints.mapped("state")), {"new", "analysed", "committed", "done"}
        )
        self.assertEqual(max(len(case.why_ids) for case in complaints), 5)
        rated = self.cases.filtered("fix_rating")
        self.assertGreater(len(rated), 30)
        for case in rated[:20]:
            self.assertAlmostEqual(
                case.recovery_change,
                20 * int(case.fix_rating) - case.request_id.points,
                delta=0.1,
            )

    def test_targets_and_alerts(self):
        """R4, R101: goals with what was measured; the silent client is noticed."""
        targets = self.env["satisfaction.target"].search(
            [("program_id.state", "=", "running")]
        )
        self.assertTrue(all(targets.mapped("accountable_id")))
        self.assertTrue({"reached", "missed"} <= set(targets.mapped("status")))
        alerts = self.env["satisfaction.alert"].search([])
        silent = alerts.filtered(lambda alert: alert.subject == "silent")
        self.assertIn(self.client("kestrel"), silent.client_id)
        self.assertTrue(all(alerts.mapped("user_id")))

    def test_callbacks_can_be_drawn(self):
        """R29: everybody has a telephone number, and some are to be called now."""
        contacts = self.env["res.partner"].search([("satisfaction_role", "!=", False)])
        self.assertTrue(all(contacts.mapped("phone")))
        calls = self.requests.filtered(lambda ask: ask.delivery == "call")
        waiting = calls.filtered(lambda call: call.state == "planned")
        self.assertEqual(waiting.interviewer_id.mapped("login"), ["caller"])
        self.assertEqual(set(waiting.mapped("call_unreachable_count")), {0, 1})

    def test_past_is_frozen(self):
        """D7: the quarters that are over don't change any more, this one does."""
        today = self.env.company._satisfaction_today()
        for score in self.scores:
            self.assertEqual(score.is_frozen, score.period_end < today, score)
        states = (
            self.env["satisfaction.program"].search([], order="year").mapped("state")
        )
        self.assertEqual(states, ["closed", "closed", "running"])

    def test_each_low_answer_has_its_case(self):
        """R75–R78: one case for each answer with a question below 4, and no other."""
        low = self.requests.filtered(
            lambda ask: ask.is_scored and ask.worst_points < 80
        )
        cases = self.cases.filtered(lambda case: case.origin == "answer")
        self.assertEqual(cases.request_id, low)
        self.assertEqual(len(cases), len(low))
        for case in cases:
            is_senior = case.request_id.worst_points < 60
            self.assertEqual(bool(case.senior_manager_id), is_senior)
            self.assertEqual(case.client_manager_id, case.client_id.client_manager_id)
            self.assertTrue(case.service_manager_id)

    def test_closed_cases_tell_why(self):
        """R76, R85, R92: notes, cause, decision, the client's word; dates in order."""
        closed = self.cases.filtered(lambda case: case.state == "closed")
        self.assertGreater(len(closed), 50)
        for case in closed:
            self.assertTrue(case.call_notes and case.root_cause_ids and case.decision)
            self.assertTrue(case.client_word)
            moments = [case.opened_at, case.contacted_at, case.analysed_at]
            moments += [case.committed_at, case.done_at, case.reviewed_at]
            moments.append(case.closed_at)
            self.assertEqual(moments, sorted(moments))
            self.assertLessEqual(case.closed_at, self.now)

    def test_new_cases_wait_for_their_people(self):
        """R77, R78, R81, R84: everybody named on a new case has something to do."""
        new = self.cases.filtered(lambda case: case.state == "new")
        self.assertIn("complaint", new.mapped("origin"))
        overdue = new.filtered(lambda case: case.contact_deadline < self.now)
        self.assertEqual(len(overdue), 1)
        for case in new:
            people = case.client_manager_id | case.service_manager_id
            people |= case.senior_manager_id
            self.assertEqual(case.activity_ids.user_id, people)

    def test_nothing_was_sent(self):
        """The past is loaded silently: no mail to anybody, no job woken for it."""
        self.assertEqual(self.env["mail.mail"].search_count([]), self.mails_before)
        ours = self.env["ir.cron"].search(
            [("model_id.model", "=like", "satisfaction.%")]
        )
        new = self.env["ir.cron.trigger"].search([]) - self.triggers_before
        self.assertFalse(new.filtered(lambda trigger: trigger.cron_id in ours))

    def test_people_can_log_in(self):
        """Each role has a user; the password of the demo data is the login."""
        for login in [colleague.login for colleague in COLLEAGUES] + ["client.emma"]:
            self.assertTrue(
                self.env["res.users"].search([("login", "=", login)]), login
            )
        agent = self.env.ref("client_satisfaction.user_agent_demo")
        credential = {"type": "password", "login": "agent", "password": "agent"}
        checked = agent.with_user(agent)._check_credentials(
            credential, {"interactive": False}
        )
        self.assertEqual(checked["uid"], agent.id)

    def test_agent_has_something_to_close(self):
        """The live story starts with an open ticket of a client that can be asked."""
        agent = self.env.ref("client_satisfaction.user_agent_demo")
        tickets = (
            self.env["helpdesk.ticket"]
            .with_user(agent)
            .search([("user_id", "=", agent.id), ("stage_id.closed", "=", False)])
        )
        self.assertGreaterEqual(len(tickets), 5)
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        tickets[:1].stage_id = stage
        self.env["satisfaction.closing"]._decide_about(tickets[:1])
        ask = tickets[:1].sudo().satisfaction_request_ids
        self.assertEqual(ask.mapped("state"), ["planned"])

    def test_loading_again_changes_nothing(self):
        """The story is told once."""
        load(self.env)
        count = self.env["satisfaction.request"].search_count([])
        self.assertEqual(count, len(self.requests))

    # ------------------------------------------------------------------
    # The screens
    # ------------------------------------------------------------------
    def test_every_screen_opens(self):
        """R82, R102: whoever has a menu can open its lists, cards and forms."""
        opened = Counter()
        for colleague in COLLEAGUES:
            user = self.env["res.users"].search([("login", "=", colleague.login)])
            env = self.env(user=user.id)
            for action in list_window_actions(env):
                records = env[action.res_model].search([], limit=1)
                for view_id, kind in action.views:
                    if kind not in ("list", "kanban", "form"):
                        continue
                    with self.subTest(f"{colleague.login}: {action.name}: {kind}"):
                        open_view(records, view_id, kind)
                        opened[kind] += 1
        for kind in ("list", "kanban", "form"):
            self.assertGreater(opened[kind], 50, "menus or records were not found")
