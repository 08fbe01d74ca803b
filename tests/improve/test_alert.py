# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Early warnings (R101): what deviates is noticed once, and told to its person."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..measure.builders import Q3, ScoreCommon


class AlertCommon(ScoreCommon):
    @classmethod
    def _watch(cls):
        """What the cron does, inside the test's transaction."""
        with cls._without_commit():
            cls.env["satisfaction.alert"]._cron_watch()
        return cls._alerts()

    @classmethod
    def _alerts(cls, client=None, subject="score"):
        domain = [("company_id", "=", cls.company.id), ("subject", "=", subject)]
        if client:
            domain.append(("client_id", "=", client.id))
        return cls.env["satisfaction.alert"].search(domain)

    @classmethod
    def _fallen_client(cls):
        """Ten answers of 90 in the second quarter, ten of 70 in the third."""
        cls._add_answers("ticket", [85, 95] * 5, "2026-05-10")
        cls._add_answers("ticket", [65, 75] * 5, "2026-08-10")
        cls._count()


class TestScoreAlerts(AlertCommon):
    def test_fall_beyond_chance(self):
        """R101, D15: a fall against the own past is reported with both figures."""
        self._fallen_client()
        alert = self._watch()
        self.assertEqual(alert.client_id, self.client)
        self.assertEqual(alert.score_id, self._score(Q3))
        self.assertEqual(alert.level, "low")
        findings = {finding.kind: finding for finding in alert.finding_ids}
        self.assertEqual(set(findings), {"low", "fall"})
        fall = findings["fall"]
        self.assertEqual((fall.reference, fall.value), (90, 70))
        self.assertEqual(fall.certainty, "beyond_chance")
        self.assertIn("90.0", fall.text)
        self.assertIn("70.0", alert.summary)

    def test_level_is_named_in_the_readers_language(self):
        """R101: a finding holds which level fell, not what it was called."""
        self._fallen_client()
        level = self.env.ref("client_satisfaction.scorecard_default").level_ids[0]
        level.with_context(lang="en_US").name = "Work of the engineers"
        level.with_context(lang="ru_RU").name = "Работа инженеров"
        finding = self.env["satisfaction.alert.finding"].create(
            {
                "alert_id": self._watch().id,
                "kind": "level",
                "level_id": level.id,
                "value": 70,
                "reference": 90,
            }
        )
        for lang, name in (
            ("en_US", "“Work of the engineers”"),
            ("ru_RU", "«Работа инженеров»"),
        ):
            with self.subTest(lang):
                self.assertIn(name, finding.with_context(lang=lang).text)
        finding.level_id = False
        self.assertIn("“…” fell from 90.0", finding.with_context(lang="en_US").text)

    def test_good_and_steady_score_is_no_news(self):
        """R101: nobody is warned where nothing deviates."""
        self._add_answers("ticket", [85, 95] * 5, "2026-05-10")
        self._add_answers("ticket", [85, 95] * 5, "2026-08-10")
        self._count()
        self.assertFalse(self._watch())

    def test_small_fall_may_be_chance(self):
        """R101, D15: five points that may be chance are no warning; ten are."""
        self._add_answers("ticket", [100, 80], "2026-05-10")
        self._add_answers("ticket", [100, 70], "2026-08-10")
        self._count()
        self.assertFalse(self._watch())
        self.program.alert_drop = 5
        alert = self._watch()
        self.assertEqual(alert.finding_ids.kind, "fall")
        self.assertEqual(alert.finding_ids.certainty, "beyond_drop")

    def test_below_the_others(self):
        """R101: a client may keep its own level and still lie far below the others."""
        others = [self._make_client(f"Other {number}") for number in range(4)]
        for client in others:
            self._add_answers("ticket", [97, 99] * 5, "2026-08-10", client=client)
        self._add_answers("ticket", [82, 86] * 5, "2026-08-10")
        self._count()
        alert = self._watch()
        self.assertEqual(alert.client_id, self.client)
        self.assertEqual(alert.finding_ids.kind, "group")
        self.assertEqual(alert.finding_ids.reference, 98)

    def test_target_above_the_acceptable_score(self):
        """R64, R101: missing an ambitious target is told, once."""
        self.program.target_points = 95
        self._add_answers("ticket", [82, 86] * 5, "2026-08-10")
        self._count()
        alert = self._watch()
        self.assertEqual(alert.finding_ids.mapped("kind"), ["target"])
        self.assertEqual(alert.level, "watch")

    def test_running_again_changes_nothing(self):
        """R101: the job can run as often as it likes."""
        self._fallen_client()
        alert = self._watch()
        findings, activities = alert.finding_ids, alert.activity_ids
        self.assertEqual(len(activities), 1)
        self._watch()
        self.assertEqual(self._alerts(), alert)
        self.assertEqual(alert.finding_ids, findings)
        self.assertEqual(alert.activity_ids, activities)

    def test_figures_follow_until_it_is_closed(self):
        """R101: an open alert says what is true today; a closed one stays."""
        self._fallen_client()
        alert = self._watch()
        self._add_answers("ticket", [20] * 20, "2026-08-11")
        self._count()
        self._watch()
        self.assertEqual(alert.level, "unacceptable")
        self.assertIn("unacceptable", alert.finding_ids.mapped("kind"))
        # Once it is unacceptable it is the programme manager's own task (R60)
        self.assertEqual(alert.user_id, self.program_manager)
        self.assertIn(self.program_manager, alert.activity_ids.user_id)
        alert._close()
        self._add_answers("ticket", [20] * 20, "2026-08-12")
        self._count()
        before = alert.finding_ids
        self._watch()
        self.assertEqual(alert.finding_ids, before)

    def test_recovers_by_itself(self):
        """R101: what nobody took yet and isn't true any more is closed."""
        self._add_answers("ticket", [70, 70], "2026-08-10")
        self._count()
        alert = self._watch()
        self.assertEqual(alert.state, "open")
        self._add_answers("ticket", [100] * 30, "2026-08-11")
        self._count()
        self._watch()
        self.assertEqual((alert.state, alert.outcome), ("closed", "recovered"))
        self.assertFalse(alert.activity_ids)

    def test_client_manager_is_told_with_the_figures(self):
        """R101, R6: the task names the figures and what was delivered meanwhile."""
        self._close_ticket()
        self._fallen_client()
        alert = self._watch()
        activity = alert.activity_ids
        self.assertEqual(activity.user_id, self.client_manager)
        self.assertIn("fell from 90.0 to 70.0", activity.note)
        self.assertIn("tickets closed: 1,", " ".join(str(activity.note).split()))

    def test_thresholds_are_checked(self):
        """R101: a drop below 0 or a silence of less than no asks is refused."""
        for name in ("alert_drop", "alert_silent_asks", "alert_silent_days"):
            with (
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
            ):
                self.program.write({name: -1})
                self.env.flush_all()

    def test_many_clients_cost_few_queries(self):
        """R101: the number of queries doesn't follow the number of clients much."""
        clients = [
            self._make_client(f"C{number}", client_manager_id=self.client_manager.id)
            for number in range(20)
        ]
        for client in clients:
            self._add_answers("ticket", [40, 60], "2026-08-10", client=client)
        self._count()
        self._watch()
        self.assertEqual(len(self._alerts()), 20)
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self._watch()


class TestSilence(AlertCommon):
    def _ask(self, count, answered=False, day="2026-06-01"):
        asks = self.env["satisfaction.request"].create(
            [
                {
                    "company_id": self.company.id,
                    "program_id": self.program.id,
                    "channel_kind": "ticket",
                    "channel_code": "ticket",
                    "client_id": self.client.id,
                    "partner_id": self.contact.id,
                    "event_date": day,
                    "sent_at": f"{day} 10:00:00",
                    "expires_at": f"{day} 12:00:00",
                    "state": "answered" if answered else "expired",
                    "answered_at": f"{day} 11:00:00" if answered else False,
                }
                for _number in range(count)
            ]
        )
        self.env.flush_all()
        return asks

    def test_three_asks_without_an_answer(self):
        """R101: silence is noticed; two unanswered asks are no silence yet."""
        self._ask(2)
        self._watch()
        self.assertFalse(self._alerts(subject="silent"))
        self._ask(1)
        self._watch()
        alert = self._alerts(subject="silent")
        self.assertEqual(alert.client_id, self.client)
        self.assertEqual(alert.finding_ids.kind, "asks")
        self.assertEqual(alert.finding_ids.n, 3)

    def test_an_answer_ends_the_silence(self):
        """R101: who answers again is silent no more; a new silence is news."""
        self._ask(3, day="2026-05-01")
        self._watch()
        alert = self._alerts(subject="silent")
        self._ask(1, answered=True, day="2026-06-01")
        self._watch()
        self.assertEqual(alert.state, "open", "the key of that silence is past")
        self._ask(3, day="2026-07-01")
        self._watch()
        self.assertEqual(len(self._alerts(subject="silent")), 2)

    def test_long_time_without_an_answer(self):
        self._ask(1, answered=True, day="2026-01-10")
        self._ask(1, day="2026-06-01")
        self._watch()
        alert = self._alerts(subject="silent")
        self.assertEqual(alert.finding_ids.kind, "days")
        self.program.alert_silent_days = 0
        alert.unlink()
        self._watch()
        self.assertFalse(self._alerts(subject="silent"))

    def test_client_that_left_is_not_silent(self):
        self.client.client_until = "2026-07-31"
        self._ask(5)
        self._watch()
        self.assertFalse(self._alerts(subject="silent"))

    def test_falling_response_rate(self):
        """R101, D15: fewer answers than in the period before, beyond chance."""
        self._ask(40, answered=True, day="2026-05-01")
        self._ask(40, day="2026-08-01")
        self._watch()
        alert = self._alerts(subject="response")
        self.assertEqual(alert.channel_code, "ticket")
        self.assertFalse(alert.client_id)
        self.assertEqual(
            (alert.finding_ids.value, alert.finding_ids.reference), (0, 100)
        )
        self.assertIn(alert.finding_ids.channel_id.name, alert.summary)
        findings = alert.finding_ids
        self._watch()
        self.assertEqual(alert.finding_ids, findings, "nothing new, nothing rewritten")
        self.assertEqual(alert.user_id, self.program_manager)

    def test_steady_response_rate_is_no_news(self):
        for day in ("2026-05-01", "2026-08-01"):
            self._ask(10, answered=True, day=day)
            self._ask(10, day=day)
        self._watch()
        self.assertFalse(self._alerts(subject="response"))


class TestAlertWork(AlertCommon):
    def setUp(self):
        super().setUp()
        self._fallen_client()
        self.alert = self._watch()

    def test_whose_alerts_are_read(self):
        """R101: client managers see own clients' alerts, agents none."""
        alert = self.alert
        self.assertTrue(alert.with_user(self.client_manager).summary)
        self.assertTrue(alert.with_user(self.senior_manager).summary)
        for user in (self.other_client_manager, self.agent, self.interviewer):
            with self.assertRaises(AccessError):
                alert.with_user(user).read(["level"])
        with self.assertRaises(AccessError):
            alert.with_user(self.senior_manager).action_take()

    def test_close_needs_an_outcome(self):
        alert = self.alert.with_user(self.client_manager)
        alert.action_take()
        self.assertEqual((alert.state, alert.user_id), ("working", self.client_manager))
        with self.assertRaisesRegex(UserError, "the outcome"):
            alert.action_close()
        alert.outcome = "no_defect"
        alert.action_close()
        self.assertEqual(alert.state, "closed")
        self.assertFalse(alert.activity_ids)

    def test_unacceptable_needs_review_and_both_calls(self):
        """R60: review in person, callback during and after the improvement."""
        self._add_answers("ticket", [20] * 30, "2026-08-11")
        self._count()
        self._watch()
        alert = self.alert.with_user(self.program_manager)
        self.assertEqual(alert.level, "unacceptable")
        alert.outcome = "defect"
        with self.assertRaisesRegex(UserError, "during improvement.*afterwards"):
            alert.action_close()
        alert.note = "<p>Two engineers were missing.</p>"
        for kind in ("callback_during", "callback_after"):
            self._call(alert, kind)
        alert.action_close()
        self.assertEqual(alert.state, "closed")

    def _call(self, alert, kind):
        wizard = (
            self.env["satisfaction.recheck.ask"]
            .with_user(self.program_manager)
            .create({"alert_id": alert.id, "kind": kind})
        )
        self.assertEqual(wizard.delivery, "call")
        wizard.partner_ids = self.contact
        wizard.action_ask()
        ask = wizard.recheck_id.sudo().request_ids
        self.assertEqual(ask.delivery, "call")
        with self.assertRaises(UserError):
            alert.action_close()
        self._answer(ask, 4, 4, 4, mode="phone", typed_by=self.program_manager)


class TestRecheck(AlertCommon):
    def setUp(self):
        super().setUp()
        self._fallen_client()
        self.alert = self._watch()

    def _wizard(self, kind, user=None, **values):
        return (
            self.env["satisfaction.recheck.ask"]
            .with_user(user or self.client_manager)
            .create({"alert_id": self.alert.id, "kind": kind, **values})
        )

    def test_every_button_opens_its_dialogue(self):
        """R59: as the web client opens it, with what the button hands over."""
        alert = self.alert.with_user(self.client_manager)
        for kind in ("resurvey", "resample", "callback_during", "callback_after"):
            with self.subTest(kind=kind):
                action = alert.with_context(recheck_kind=kind).action_recheck()
                wizards = self.env[action["res_model"]].with_user(self.client_manager)
                dialogue = Form(wizards.with_context(**action["context"]))
                self.assertEqual(dialogue.client_id, self.client)
                self.assertEqual(dialogue.kind, kind)

    def test_same_people_again(self):
        """R59: the respondents are asked again though they were asked lately, and
        both results stand side by side; the score keeps the first."""
        wizard = self._wizard("resurvey")
        self.assertEqual(wizard.partner_ids, self.contact)
        self.assertIn("is asked", wizard.outcome_html)
        wizard.action_ask()
        recheck = wizard.recheck_id
        self.assertEqual((recheck.first_points, recheck.first_count), (70, 10))
        self.assertEqual(recheck.verdict, "not_sure")
        self.assertEqual(recheck.second_text, "no answer yet")
        ask = recheck.sudo().request_ids
        self.assertEqual((ask.state, ask.partner_id), ("planned", self.contact))
        self._answer(ask, 5, 5, 5)
        self._count()
        self.assertEqual(self._score(Q3).points, 70, "second looks bend no score")
        self.assertEqual(recheck.points, 100)
        self.assertEqual(recheck.first_points, 70)

    def test_other_people(self):
        """R59: others of the same client are drawn, always the same ones."""
        others = self.env["res.partner"].union(
            *(self._make_contact(self.client, f"P{number}") for number in range(15))
        )
        drawn = self._wizard("resample").partner_ids
        self.assertEqual(len(drawn), 10)
        self.assertLessEqual(drawn, others | self.leader)
        self.assertEqual(self._wizard("resample").partner_ids, drawn)
        self.assertNotIn(self.contact, drawn)

    def test_verdict(self):
        """R59, D15: several low second answers confirm the defect."""
        people = self.env["res.partner"].union(
            *(self._make_contact(self.client, f"P{number}") for number in range(6))
        )
        wizard = self._wizard("resample", partner_ids=people.ids)
        wizard.action_ask()
        for ask in wizard.recheck_id.sudo().request_ids:
            self._answer(ask, 3, 3, 3)
        self.assertEqual(wizard.recheck_id.verdict, "confirmed")
        self.assertEqual(wizard.recheck_id.answered_count, 6)

    def test_second_click_asks_nobody_twice(self):
        wizard = self._wizard("resurvey")
        wizard.action_ask()
        wizard.action_ask()
        self.assertEqual(len(wizard.recheck_id.sudo().request_ids), 1)
        self.assertEqual(self.alert.recheck_ids, wizard.recheck_id)

    def test_who_opted_out_is_left_alone(self):
        self.contact.satisfaction_opt_out = True
        wizard = self._wizard("resurvey")
        wizard.action_ask()
        ask = wizard.recheck_id.sudo().request_ids
        self.assertEqual((ask.state, ask.skip_reason), ("skipped", "opted_out"))

    def test_strangers_are_refused(self):
        """R59: only people of that client, only by those who may see the alert."""
        stranger = self._make_contact(self._make_client("Elsewhere"), "Eve")
        wizard = self._wizard("resurvey")
        wizard.partner_ids = stranger
        with self.assertRaisesKept(AccessError):
            wizard.action_ask()
        self.assertFalse(self.alert.recheck_ids)
        wizard = self._wizard("resurvey")
        wizard.partner_ids = False
        with self.assertRaises(UserError):
            wizard.action_ask()
        with self.assertRaises(AccessError):
            self._wizard("resurvey", user=self.agent)
        with self.assertRaises(AccessError):
            self._wizard("resurvey", user=self.other_client_manager).action_ask()


class TestDigest(AlertCommon):
    def test_week_for_programme_managers(self):
        """R107: whoever runs the programme gets the week's figures by mail."""
        digest = self.env.ref("client_satisfaction.digest_weekly")
        self.assertIn(self.program_manager, digest.user_ids)
        self._fallen_client()
        self._watch().noticed_at = "2026-08-15 08:00:00"
        self.env.flush_all()
        values = digest.with_user(self.program_manager)._compute_kpis(
            self.company, self.program_manager
        )
        names = {line["kpi_name"]: line for line in values}
        self.assertEqual(
            set(names),
            {
                "kpi_satisfaction_answers",
                "kpi_satisfaction_cases",
                "kpi_satisfaction_closed_cases",
                "kpi_satisfaction_alerts",
            },
        )
        self.assertEqual(names["kpi_satisfaction_alerts"]["kpi_col1"]["value"], 1)

    def test_agents_get_no_figures(self):
        digest = self.env.ref("client_satisfaction.digest_weekly")
        values = digest.with_user(self.agent)._compute_kpis(self.company, self.agent)
        self.assertFalse(
            [line for line in values if "satisfaction" in line["kpi_name"]]
        )
