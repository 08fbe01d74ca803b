# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Early warnings (R101): what deviates is noticed once, and told to its person."""

from psycopg2.errors import CheckViolation

from odoo.tools import mute_logger

from ..measure.builders import Q3
from .alert_case import AlertCommon


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
