# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Early warnings (R101): who looks into them, asks again and hears of the week."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..measure.builders import Q3
from .alert_case import AlertCommon


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
