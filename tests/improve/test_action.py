# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from ..common import SatisfactionCommon


class ActionCommon(SatisfactionCommon):
    """Actions, remarks and cases of two clients of different client managers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._satisfaction_today()
        cls.other_client = cls._make_client(
            "Globex", client_manager_id=cls.other_client_manager.id
        )
        cls.other_leader = cls._make_contact(
            cls.other_client, "Hank", satisfaction_role="decision_leader"
        )

    @contextmanager
    def assertRefused(self, sentence, error=ValidationError):
        """What happens inside is refused with this sentence and changes nothing."""
        with self.assertRaisesRegex(error, sentence), self.cr.savepoint():
            yield

    @classmethod
    def _make_action(cls, user=None, **values):
        return (
            cls.env["satisfaction.action"]
            .with_user(user or cls.client_manager)
            .create(
                {
                    "name": "Call back within the hour",
                    "date_due": cls.today + timedelta(days=20),
                    "client_ids": [Command.set(cls.client.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def _make_remark(cls, text="Nobody calls back", partner=None, **values):
        return cls.env["satisfaction.remark"].create(
            {
                "text": text,
                "kind": "suggestion",
                "source": "meeting",
                "partner_id": (partner or cls.contact).id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _make_case(cls, **values):
        return cls.env["satisfaction.case"].create(
            {
                "client_id": cls.client.id,
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "complaint": "<p>Nobody called me back.</p>",
                **values,
            }
        )


class TestAction(ActionCommon):
    def test_from_plan_to_review(self):
        """R92: planned, in progress, done with words, reviewed with the client."""
        action = self._make_action()
        self.assertEqual(action.user_id, self.client_manager)
        self.assertEqual(action.program_id, self.program)
        action.action_start()
        self.assertEqual(action.started_on, self.today)
        with self.assertRefused("what was done"):
            action.action_done()
        action.result = "A rota of call-backs"
        action.action_done()
        self.assertEqual(action.done_on, self.today)
        with self.assertRefused("how satisfied the client is"):
            action.action_reviewed()
        action.client_verdict = "satisfied"
        action.action_reviewed()
        self.assertEqual(action.reviewed_on, self.today)
        action.action_reopen()
        self.assertEqual(action.state, "in_progress")
        self.assertFalse(action.done_on or action.reviewed_on or action.client_verdict)
        self.assertEqual(action.started_on, self.today)

    def test_kinds_providers_use(self):
        """R93: the kinds of action that providers take after feedback."""
        for kind in (
            "procedure",
            "client_rule",
            "eliminate",
            "training",
            "automation",
            "supplier",
        ):
            action = self._make_action(action_type=kind)
            self.assertEqual(action.action_type, kind)
        groups = dict(
            self.env["satisfaction.action"]
            .with_user(self.client_manager)
            ._read_group(
                [("client_ids", "in", self.client.ids)], ["action_type"], ["__count"]
            )
        )
        self.assertEqual(groups["training"], 1)

    def test_dropping_needs_a_reason(self):
        """R92: a promise isn't dropped without a word."""
        action = self._make_action()
        with self.assertRefused("why it is dropped"):
            action.action_cancel()
        action.cancel_reason = "The client moved to another tool"
        action.action_cancel()
        self.assertEqual(action.state, "cancelled")

    def test_one_client_or_all(self):
        """R94: an action is for exactly one client, or for all it touches."""
        both = self.client | self.other_client
        with self.assertRefused("name exactly one"):
            self._make_action(client_ids=[Command.clear()])
        overall = {"scope": "overall", "client_ids": [Command.set(both.ids)]}
        with self.assertRaisesRegex(AccessError, "Globex is not your client"):
            self._make_action(**overall)
        action = self._make_action(self.program_manager, **overall)
        self.assertEqual(action.client_count, 2)
        with self.assertRefused("name exactly one"):
            action.write({"scope": "client", "client_ids": [Command.set(both.ids)]})

    def test_remark_goes_into_work_and_is_done(self):
        """R87: the last action of a remark settles it, with words to the client."""
        remark = self._make_remark()
        first = self._make_action(remark_ids=[Command.set(remark.ids)])
        self.assertEqual(remark.state, "in_progress")
        second = self._make_action(
            name="Train the desk", remark_ids=[Command.set(remark.ids)]
        )
        first.write({"result": "We call back", "state": "done"})
        self.assertEqual(remark.state, "in_progress")
        second.write({"cancel_reason": "Not needed", "state": "cancelled"})
        self.assertEqual(remark.state, "in_progress", "dropping is no result")
        second.action_reopen()
        second.write({"result": "All were trained", "state": "done"})
        self.assertEqual(remark.state, "done")
        self.assertEqual(remark.outcome_note, "We call back\nAll were trained")

    def test_case_moves_on_with_its_last_action(self):
        """R92: a committed case is done when all its actions are."""
        case = self._make_case(
            call_notes="<p>Angry</p>", root_cause_ids=self._cause().ids
        )
        action = self._make_action(case_ids=[Command.set(case.ids)])
        case.write(
            {
                "state": "committed",
                "planned_actions": "<p>See the actions</p>",
                "commitment_date": self.today,
            }
        )
        action.write({"result": "Done", "state": "done"})
        self.assertEqual(case.state, "done")
        waiting = self._make_case(call_notes="<p>Angry</p>", state="analysed")
        action = self._make_action(case_ids=[Command.set(waiting.ids)])
        action.write({"result": "Done", "state": "done"})
        self.assertEqual(waiting.state, "analysed", "nothing was promised yet")

    def _cause(self):
        return self.env["satisfaction.root.cause"].search([], limit=1)

    def test_planned_from_case_remark_theme(self):
        """R49, R87, R94: the button brings client, cause and source along."""
        cause = self._cause()
        case = self._make_case(root_cause_ids=cause.ids)
        context = case.with_user(self.client_manager).action_plan_action()["context"]
        action = (
            self.env["satisfaction.action"]
            .with_user(self.client_manager)
            .with_context(**context)
            .create({"name": "Answer", "date_due": self.today})
        )
        self.assertEqual(action.client_ids, self.client)
        self.assertEqual(action.case_ids, case)
        self.assertEqual(action.root_cause_ids, cause)
        self.assertEqual(case.action_count, 1)
        theme = self.env["satisfaction.theme"].create({"name": "Call-backs"})
        remarks = self._make_remark(theme_id=theme.id) | self._make_remark(
            "Call back, please", self.other_leader, theme_id=theme.id
        )
        self._make_remark("Too expensive", self.leader, state="noted")
        context = theme.with_user(self.program_manager).action_plan_action()["context"]
        action = (
            self.env["satisfaction.action"]
            .with_user(self.program_manager)
            .with_context(**context)
            .create({"date_due": self.today})
        )
        self.assertEqual(action.scope, "overall")
        self.assertEqual(action.client_ids, self.client | self.other_client)
        self.assertEqual(action.remark_ids, remarks)
        self.assertEqual(action.name, "Call-backs")

    def test_telling_all_clients_once(self):
        """R94: all clients touched are told when it is done, each of them once."""
        remark = self._make_remark()
        third = self._make_client("Initech", email="hello@initech.example")
        silent = self._make_client("Silent")
        action = self._make_action(
            self.program_manager,
            scope="overall",
            remark_ids=[Command.set(remark.ids)],
            client_ids=[
                Command.set((self.client | self.other_client | third | silent).ids)
            ],
        )
        with self.assertRefused("not done yet", UserError):
            action.action_tell_clients()
        action.write({"result": "<b>We call</b> back", "state": "done"})
        mails = self.env["mail.mail"].search([])
        message = action.action_tell_clients()["params"]["message"]
        new = self.env["mail.mail"].search([]) - mails
        self.assertEqual(new.recipient_ids, self.other_leader | third)
        remark_mail = new.filtered(lambda mail: not mail.recipient_ids)
        self.assertEqual(remark_mail.email_to, self.contact.email_formatted)
        body = new.filtered(lambda mail: third in mail.recipient_ids).body_html
        self.assertIn("&lt;b&gt;We call&lt;/b&gt; back", body)
        self.assertNotIn("Acme", body)
        self.assertIn("Silent", message)
        self.assertEqual(action.told_count, 3)
        action.action_tell_clients()
        self.assertEqual(self.env["mail.mail"].search([]) - mails, new)

    def test_who_sees_what(self):
        """Client managers see what touches their clients, owners what is theirs."""
        mine = self._make_action()
        theirs = self._make_action(
            self.other_client_manager, client_ids=[Command.set(self.other_client.ids)]
        )
        overall = self._make_action(
            self.program_manager,
            scope="overall",
            client_ids=[Command.set((self.client | self.other_client).ids)],
        )
        owned = self._make_action(
            self.program_manager,
            user_id=self.agent.id,
            client_ids=[Command.set(self.other_client.ids)],
        )
        everything = mine | theirs | overall | owned
        for user, seen in (
            (self.client_manager, mine | overall),
            (self.other_client_manager, theirs | overall | owned),
            (self.agent, owned),
            (self.other_agent, self.env["satisfaction.action"]),
            (self.interviewer, self.env["satisfaction.action"]),
            (self.senior_manager, everything),
            (self.program_manager, everything),
        ):
            found = (
                self.env["satisfaction.action"]
                .with_user(user)
                .search([("id", "in", everything.ids)])
            )
            self.assertEqual(found, seen, user.login)
        case = self._make_case(service_manager_id=self.service_manager.id)
        mine.case_ids = case
        self.assertEqual(mine.with_user(self.service_manager).name, mine.name)
        with self.assertRaises(AccessError):
            mine.with_user(self.service_manager).name = "x"
        client = self.client.with_user(self.other_client_manager)
        self.assertEqual(client.satisfaction_action_count, 1, "the overall one")
        client = self.client.with_user(self.client_manager)
        self.assertEqual(client.satisfaction_action_count, 2)
        self.assertEqual(client.satisfaction_review_count, 0)
        owned.with_user(self.agent).action_start()
        with self.assertRaises(AccessError):
            overall.with_user(self.client_manager).action_start()
        with self.assertRaises(AccessError):
            mine.with_user(self.senior_manager).action_start()
        with self.assertRaises(AccessError):
            self._make_action(self.agent)

    def test_other_company(self):
        """Another company's people see nothing of it."""
        company = self.env["res.company"].create({"name": "Other"})
        self.other_client_manager.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        action = self._make_action()
        with self.assertRaises(AccessError):
            action.with_user(self.other_client_manager).read(["name"])

    def test_reminders_come_once(self):
        """R87: the owner is reminded before the due day and after it, once each."""
        soon = self._make_action(
            date_due=self.today + timedelta(days=2), user_id=self.agent.id
        )
        far = self._make_action(date_due=self.today + timedelta(days=30))
        late = self._make_action(date_due=self.today - timedelta(days=1))
        self._remind()
        self._remind()
        self.assertEqual(soon.activity_ids.user_id, self.agent)
        self.assertEqual(len(soon.activity_ids), 1)
        self.assertIn("Due on", soon.activity_ids.summary)
        self.assertFalse(far.activity_ids)
        self.assertIn("Overdue", late.activity_ids.summary)
        soon.date_due = self.today - timedelta(days=1)
        self._remind()
        self._remind()
        self.assertEqual(len(soon.activity_ids), 1, "the earlier one is replaced")
        self.assertIn("Overdue", soon.activity_ids.summary)
        soon.activity_ids.action_feedback()
        self._remind()
        self.assertFalse(soon.activity_ids, "a reminder done isn't put up again")
        late.write({"result": "Done", "state": "done"})
        self.assertFalse(late.activity_ids)

    def test_owner_who_left_is_replaced(self):
        """R87: nobody's reminder is nobody's work; the programme manager gets it."""
        action = self._make_action(date_due=self.today, user_id=self.agent.id)
        self.agent.active = False
        self._remind()
        self.assertEqual(action.activity_ids.user_id, self.program_manager)

    def _remind(self):
        with self._without_commit():
            self.env["satisfaction.action"]._cron_remind()

    def test_dates_in_order(self):
        """An action doesn't begin after the day it is due."""
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
        ):
            self._make_action(date_start=self.today + timedelta(days=40))

    def test_many_at_once(self):
        """Planning 60 actions asks the database about as often as planning 3."""
        costs = []
        for count in (3, 60):
            vals = [
                {
                    "name": f"Action {number}",
                    "date_due": self.today,
                    "client_ids": [Command.set(self.client.ids)],
                }
                for number in range(count)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["satisfaction.action"].with_user(self.client_manager).create(vals)
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - start)
        self.assertLess(costs[1], costs[0] + 15, costs)


class TestActionEffect(ActionCommon):
    """R82, R89: answers before and after an action."""

    def _make_done(self, **values):
        action = self._make_action(self.program_manager, **values)
        action.write({"result": "Done", "state": "done"})
        # As if it had been started and done five months ago
        action.sudo().write(
            {
                "started_on": self.today - timedelta(days=170),
                "done_on": self.today - timedelta(days=150),
            }
        )
        return action

    def _answer_on(self, days_ago, *ratings, **values):
        day = self.today - timedelta(days=days_ago)
        request = self._answered(*ratings, **values)
        request.sudo().event_date = day
        return request

    def _measure(self):
        with self._without_commit():
            self.env["satisfaction.action"]._cron_measure_effects()

    def test_better_beyond_chance(self):
        action = self._make_done()
        for days in (180, 190, 200, 210, 220, 230):
            self._answer_on(days, 2, 2, 3)
        self._answer_on(160, 1, 1, 1)  # while the work went on: counts on no side
        self._answer_on(900, 1, 1, 1)
        for days in (20, 30, 40, 50, 60, 149):
            self._answer_on(days, 5, 5, 4)
        self._answer_on(40, 1, 1, 1, partner_id=self.other_leader.id)
        self._measure()
        self.assertEqual((action.before_count, action.after_count), (6, 6))
        self.assertAlmostEqual(action.before_points, 46.7)
        self.assertAlmostEqual(action.after_points, 93.3)
        self.assertAlmostEqual(action.effect_change, 46.7)
        self.assertEqual(action.effect, "better")
        self.assertLess(action.effect_low, action.effect_change)
        self.assertGreater(action.effect_low, 0)
        self.assertIn("Better beyond chance", action.effect_html)
        self.assertIn("93.3", action.effect_html)
        self.assertIn("n = 6", action.effect_html)
        self.assertFalse(action.effect_is_final)

    def test_few_answers_say_nothing(self):
        action = self._make_done()
        for days in (180, 190, 200, 210):
            self._answer_on(days, 1, 1, 1)
            self._answer_on(days - 160, 5, 5, 5)
        self._measure()
        self.assertEqual(action.effect, "too_few")
        self.assertIn("At least 5 answers", action.effect_html)

    def test_only_the_linked_indicators_count(self):
        """R49: an action aimed at an indicator is measured by that indicator."""
        indicator = self.questions["speed"].satisfaction_indicator_id
        if not indicator:
            indicator = self.env["satisfaction.indicator"].search([], limit=1)
            self.questions["speed"].sudo().satisfaction_indicator_id = indicator
        others = self.env["survey.question"].search(
            [("satisfaction_indicator_id", "=", indicator.id)]
        )
        self.assertIn(self.questions["speed"], others)
        action = self._make_done(indicator_ids=[Command.set(indicator.ids)])
        same = [
            name
            for name in ("solution", "speed", "communication")
            if self.questions[name].satisfaction_indicator_id == indicator
        ]
        for days in (180, 190, 200, 210, 220):
            self._answer_on(days, *(1 if name in same else 5 for name in self._names()))
            self._answer_on(
                days - 160, *(4 if name in same else 1 for name in self._names())
            )
        self._measure()
        self.assertEqual(action.before_points, 20)
        self.assertEqual(action.after_points, 80)
        self.assertEqual(action.effect, "better")

    @staticmethod
    def _names():
        return ("solution", "speed", "communication")

    def test_final_after_the_months(self):
        """R82: once the months are over (and late answers in) it stays."""
        action = self._make_done(effect_months=2)
        self._measure()
        self.assertTrue(action.effect_is_final)
        self._answer_on(120, 5, 5, 5)
        self._measure()
        self.assertEqual(action.after_count, 0)
        action.effect_months = 3
        self.assertFalse(action.effect_is_final)
        self._measure()
        self.assertEqual(action.after_count, 1)

    def test_measured_not_typed(self):
        action = self._make_done()
        with self.assertRefused("can't be typed in", UserError):
            action.with_user(self.program_manager).effect = "better"
        with self.assertRefused("between 1 and 24"):
            action.effect_months = 0

    def test_many_with_one_query(self):
        """Measuring 50 actions takes one aggregate, as measuring one does."""
        actions = self.env["satisfaction.action"]
        for _number in range(50):
            actions |= self._make_done()
        costs = []
        for some in (actions[:2], actions):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            some._query_moments()
            costs.append(self.env.cr.sql_log_count - start)
        self.assertEqual(costs[0], costs[1])

    def test_no_day_of_the_future(self):
        self.assertEqual(
            self._make_done()._get_effect_periods()["before"][1],
            self.today - timedelta(days=171),
        )
        self.assertLess(fields.Date.today() - timedelta(days=3), self.today)
