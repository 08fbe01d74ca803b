# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .action_case import ActionCommon


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
