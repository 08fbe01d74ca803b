# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from tests.common import SatisfactionCommon

CALENDAR = "odoo.addons.client_satisfaction.models.ask.rule_calendar"


class TestContactRules(SatisfactionCommon):
    """Periodic and agreed surveys, service reviews, asks by a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["satisfaction.request"]
        # Nobody else of this database is a client here.
        cls.env["res.partner"].search(
            [("client_since", "!=", False)]
        ).client_until = date(2000, 1, 1)
        with freeze_time("2026-03-01 10:00"):
            cls._make_program(cls.company, 2026)
        cls.program = cls.env["satisfaction.program"].search(
            [("company_id", "=", cls.company.id), ("year", "=", 2026)]
        )
        cls.channels = {channel.code: channel for channel in cls.program.channel_ids}

    def _rule(self, trigger, **values):
        return self.env["satisfaction.rule"].create(
            {
                "name": trigger,
                "program_id": self.program.id,
                "channel_id": self.channels["questionnaire"].id,
                "survey_id": self.survey.id,
                "trigger": trigger,
                "delay_hours": 0,
                **values,
            }
        )

    def _live(self, rule, first, days):
        """Run the calendar's job every day; ``{date: new requests}``."""
        planned = {}
        for number in range(days):
            day = first + timedelta(days=number)
            with freeze_time(datetime(day.year, day.month, day.day, 9)):
                found = rule._plan_due(self.company._satisfaction_today())
            if found:
                planned[day] = found
        return planned

    # ------------------------------------------------------------------
    # Periodic (R22)
    # ------------------------------------------------------------------
    def test_periodic_survey_is_spread(self):
        """R22: each client once in a period, by roles, on a day of its own."""
        clients = [self._make_client(f"Client {number}") for number in range(40)]
        leaders = [
            self._make_contact(
                client, f"Leader{number}", satisfaction_role="decision_leader"
            )
            for number, client in enumerate(clients)
        ]
        for number, client in enumerate(clients):
            self._make_contact(client, f"User{number}", satisfaction_role="end_user")
        rule = self._rule("periodic", every_months=3)
        self.env.cr.execute(
            "UPDATE satisfaction_rule SET create_date = '2026-03-15' WHERE id = %s",
            (rule.id,),
        )
        rule.invalidate_recordset()
        planned = self._live(rule, date(2026, 4, 1), 91)
        rows = self.ledger.union(*planned.values())
        self.assertEqual(set(rows.partner_id), {*leaders, self.leader})
        self.assertEqual(len(rows), 41, "nobody twice")
        self.assertEqual(set(rows.mapped("state")), {"planned"})
        self.assertGreater(len(planned), 20, "spread over the days")
        months = {day.month for day in planned}
        self.assertEqual(months, {4, 5, 6})
        # the next period asks again, on its own days
        again = self._live(rule, date(2026, 7, 1), 92)
        rows = self.ledger.union(*again.values())
        self.assertEqual(len(rows), 41)
        self.assertNotEqual(list(again), [d + timedelta(days=91) for d in planned])

    def test_periodic_survey_leaves_clients_out_visibly(self):
        """R22, R29: nobody with a role, opted out, left out: the ledger says why."""
        rule = self._rule("periodic", every_months=1)
        silent = self._make_client("Silent", client_since=date(2020, 1, 1))
        self._make_client(
            "Gone", client_since=date(2020, 1, 1), client_until=date(2026, 1, 1)
        )
        out = self._make_client("Out", client_since=date(2020, 1, 1))
        self._make_contact(out, "Otto", satisfaction_role="vip")
        rule.excluded_client_ids = out
        self.leader.satisfaction_opt_out = True
        planned = self._live(rule, date(2026, 4, 1), 30)
        rows = self.ledger.union(*planned.values())
        self.assertEqual(
            {row.client_id: row.skip_reason for row in rows},
            {silent: "no_contact", self.client: "opted_out"},
        )

    def test_periodic_rule_of_next_year_goes_on(self):
        """R22: a period longer than what is left of the year is not begun twice."""
        rule = self._rule("periodic", every_months=24)
        self._live(rule, date(2026, 12, 1), 31)
        # The period 2026–2027 ends in December 2027; all of it is drawn at its end.
        self.assertEqual(
            rule._get_turn(date(2026, 5, 1)), (date(2026, 1, 1), date(2028, 1, 1))
        )
        with freeze_time("2027-01-02 09:00"):
            program = self.program.copy()
            program.action_approve_strategy()
            program.action_start()
        copy = program.rule_ids.filtered(lambda rule: rule.trigger == "periodic")
        self.assertEqual(copy.seed, rule.seed)
        planned = self._live(copy, date(2027, 1, 2), 363)
        rows = self.ledger.search([("occurrence_key", "like", rule.seed)])
        self.assertEqual(rows.partner_id, self.leader)
        self.assertEqual(len(rows), 1, planned)

    def test_calendar_stops_with_the_programme(self):
        """R3, R22: no programme, no survey; a failing rule holds up no other."""
        rule = self._rule("periodic", every_months=1)
        good = self._rule("periodic", every_months=1)
        self.program.action_close("Test")
        self.assertFalse(self._live(rule | good, date(2026, 4, 1), 30))
        self.program.action_reopen()
        rule.write({"channel_id": False})
        with self.assertLogs(CALENDAR, "ERROR") as logs:
            method = type(rule)._plan_periodic

            def fail(self, today):
                if self == rule:
                    raise ValueError("broken")
                return method(self, today)

            self.patch(type(rule), "_plan_periodic", fail)
            planned = self._live(rule | good, date(2026, 4, 30), 1)
        self.assertIn("could not plan", logs.output[0])
        self.assertEqual(self.ledger.union(*planned.values()).rule_id, good)

    def test_periodic_without_roles_is_refused(self):
        """R22: somebody must answer."""
        with self.assertRaises(ValidationError):
            self._rule(
                "periodic",
                ask_interface=False,
                ask_vip=False,
                ask_decision_leader=False,
            )

    # ------------------------------------------------------------------
    # Agreed (R23)
    # ------------------------------------------------------------------
    def _agree(self, day, **values):
        return (
            self.env["satisfaction.agreement"]
            .with_user(self.client_manager)
            .create({"client_id": self.client.id, "planned_date": day, **values})
            .sudo()
        )

    def _run_calendar(self, moment):
        with freeze_time(moment), self._without_commit():
            self.env["satisfaction.rule"]._cron_plan_due()

    def test_agreed_survey_takes_place(self):
        """R23: on its day, whoever was asked lately or opted out, once."""
        self.leader.satisfaction_opt_out = True
        with freeze_time("2026-05-01 09:00"):
            agreement = self._agree(date(2026, 5, 4))
        rule = self.program._get_rule("agreed")
        rule.survey_id = self.survey
        self.assertTrue(rule.is_mandatory)
        self._run_calendar("2026-05-03 12:00")
        self.assertFalse(agreement.request_ids)
        for hour in (9, 10, 11):
            self._run_calendar(f"2026-05-04 {hour:02}:00")
        request = agreement.request_ids
        self.assertEqual(request.partner_id, self.leader, "by the rule's roles")
        self.assertEqual((request.state, request.is_mandatory), ("planned", True))
        with freeze_time("2026-05-04 12:00"), self._without_commit():
            self.ledger._cron_send()
        self.assertEqual(request.state, "sent")
        with freeze_time("2026-05-06 12:00"):
            agreement.invalidate_recordset()
            self.assertEqual((agreement.state, agreement.is_overdue), ("done", False))

    def test_opting_out_does_not_cancel_what_was_agreed(self):
        """R23: the link in another mail takes nothing back that was agreed."""
        with freeze_time("2026-05-04 09:00"):
            self._agree(date(2026, 5, 4), contact_ids=[Command.set(self.contact.ids)])
        self.program._get_rule("agreed").survey_id = self.survey
        self._run_calendar("2026-05-04 10:00")
        request = self.ledger.search([("partner_id", "=", self.contact.id)])
        request._opt_out()
        self.assertEqual(request.state, "planned")

    def test_overdue_agreement_is_alerted_once(self):
        """R23: what did not take place is seen, told once, and done when it did."""
        self.leader.email = False
        with freeze_time("2026-05-01 09:00"):
            agreement = self._agree(date(2026, 5, 4))
        self.program._get_rule("agreed").survey_id = self.survey
        for moment in ("2026-05-04 09:00", "2026-05-05 09:00", "2026-05-06 09:00"):
            self._run_calendar(moment)
        self.assertEqual(agreement.request_ids.skip_reason, "no_contact")
        with freeze_time("2026-05-06 10:00"):
            agreement.invalidate_recordset()
            self.assertEqual(agreement.state, "overdue")
            self.assertIn("no contact", agreement.problem.lower())
            overdue = self.env["satisfaction.agreement"].search(
                [("is_overdue", "=", True)]
            )
            self.assertIn(agreement, overdue)
        activity = agreement.activity_ids
        self.assertEqual(len(activity), 1, "told once")
        self.assertEqual(activity.user_id, self.program_manager)
        # Mended and tried again:
        self.leader.email = "linus@acme.example"
        with freeze_time("2026-05-06 11:00"):
            agreement.with_user(self.client_manager).action_plan_again()
            with self.assertRaises(UserError):
                agreement.action_plan_again()
            with self._without_commit():
                self.ledger._cron_send()
        self._run_calendar("2026-05-07 09:00")
        self.assertFalse(agreement.activity_ids, "done by itself")
        with freeze_time("2026-05-07 10:00"):
            agreement.invalidate_recordset()
            self.assertEqual(agreement.state, "done")

    def test_agreed_for_a_meeting(self):
        """R23, R28: a meeting is not mailed; it is done when its answer is typed."""
        with freeze_time("2026-05-01 09:00"):
            agreement = self._agree(date(2026, 5, 4), delivery="meeting")
        self.program._get_rule("agreed").survey_id = self.survey
        self._run_calendar("2026-05-04 09:00")
        request = agreement.request_ids
        self.assertEqual((request.state, request.send_after), ("planned", False))
        with freeze_time("2026-05-04 12:00"), self._without_commit():
            self.ledger._cron_send()
        self.assertEqual(request.state, "planned")
        # The day ends where the company is, in Moscow, whoever looks.
        agreements = self.env["satisfaction.agreement"].with_context(tz="UTC")
        for moment, is_overdue in (("04 20:59", False), ("04 21:00", True)):
            with freeze_time(f"2026-05-{moment}"):
                agreement.invalidate_recordset()
                self.assertIs(agreement.is_overdue, is_overdue)
                found = agreements.search([("is_overdue", "=", True)])
                self.assertIs(agreement in found, is_overdue)
        with freeze_time("2026-05-05 12:00"):
            agreement.invalidate_recordset()
            self.assertTrue(agreement.is_overdue)
            self._answer(
                request, 5, 5, 5, mode="meeting", typed_by=self.program_manager
            )
            agreement.invalidate_recordset()
            self.assertFalse(agreement.is_overdue)

    def test_rights_on_agreements(self):
        """R23: own clients only; contacts of that client only; history stays."""
        agreement = self._agree(date(2026, 5, 4))
        with self.assertRaises(AccessError):
            agreement.with_user(self.other_client_manager).read(["note"])
        with self.assertRaises(AccessError):
            self.env["satisfaction.agreement"].with_user(self.agent).create(
                {"client_id": self.client.id, "planned_date": date(2026, 5, 4)}
            )
        stranger = self._make_contact(self._make_client("Globex"), "Hank")
        with self.assertRaises(ValidationError):
            agreement.contact_ids = stranger
        with freeze_time("2026-05-04 09:00"):
            agreement._carry_out(self.program._get_rule("agreed"))
        with self.assertRaises(UserError):
            agreement.unlink()

    # ------------------------------------------------------------------
    # Service review and manual (R24, R25)
    # ------------------------------------------------------------------
    def _wizard(self, records, user=None, **values):
        context = {"active_model": records._name, "active_ids": records.ids}
        return (
            self.env["satisfaction.ask.contacts"]
            .with_user(user or self.client_manager)
            .with_context(**context)
            .create(values)
        )

    def test_after_service_review(self):
        """R24: from the client, its people with a role, with the review's survey."""
        with freeze_time("2026-05-04 10:00"):
            wizard = self._wizard(self.client, trigger="service_review")
            self.assertEqual(wizard.partner_ids, self.leader)
            review = self.env.ref("client_satisfaction.survey_service_review")
            self.assertEqual(wizard.survey_id, review)
            action = wizard.action_ask()
            request = self.ledger.search(action["domain"])
            self.assertEqual((request.state, request.survey_id), ("planned", review))
            self.assertEqual(request.rule_id.trigger, "service_review")
            self.assertEqual(request.channel_kind, "questionnaire")
            with self._without_commit():
                self.ledger._cron_send()
            self.assertEqual(request.state, "sent")

    def test_manual_ask_says_who_is_left_out(self):
        """R25, R29: who is asked and who is not, and why, before and after."""
        machine = self._make_contact(
            self.client, "Machine", email="noreply@acme.example"
        )
        out = self._make_contact(self.client, "Out", satisfaction_opt_out=True)
        people = self.contact | self.leader | machine | out
        with freeze_time("2026-05-04 10:00"):
            wizard = self._wizard(people, survey_id=self.survey.id)
            before = self.env["satisfaction.rule"].search_count([])
            text = wizard.outcome_html
            self.assertEqual(text.count("is asked"), 2)
            self.assertIn("opted out", text)
            self.assertIn("no-reply address", text)
            after = self.env["satisfaction.rule"].search_count([])
            self.assertEqual(before, after, "looking writes nothing")
            requests = self.ledger.search(wizard.action_ask()["domain"])
        self.assertEqual(
            {row.partner_id: row.skip_reason for row in requests},
            {
                self.contact: False,
                self.leader: False,
                machine: "no_reply",
                out: "opted_out",
            },
        )
        # At once again: everybody was asked just now …
        with freeze_time("2026-05-04 11:00"):
            wizard = self._wizard(people, survey_id=self.survey.id)
            requests = self.ledger.search(wizard.action_ask()["domain"])
            self.assertEqual(requests.filtered(lambda r: not r.skip_reason).ids, [])
            # … unless it was agreed with the client.
            wizard = self._wizard(people, survey_id=self.survey.id, is_mandatory=True)
            requests = self.ledger.search(wizard.action_ask()["domain"])
            asked = requests.filtered(lambda row: not row.skip_reason)
            self.assertEqual(asked.partner_id, self.contact | self.leader | out)

    def test_manual_ask_about_a_ticket(self):
        """R25: about an open ticket too; one open ask for a ticket and channel."""
        ticket = self._make_tickets()
        ticket.user_id = self.client_manager
        with freeze_time("2026-05-04 10:00"):
            wizard = self._wizard(ticket, survey_id=self.survey.id)
            self.assertEqual(wizard.partner_ids, self.contact)
            wizard.partner_ids |= self.leader
            requests = self.ledger.search(wizard.action_ask()["domain"])
            reasons = requests.sorted("partner_id").mapped("skip_reason")
            self.assertEqual(sorted(map(str, reasons)), ["False", "already_asked"])
            self.assertEqual(requests.ticket_id, ticket)
            with self._without_commit():
                self.ledger._cron_send()
        self.assertIn("sent", requests.mapped("state"))

    def test_who_may_ask(self):
        """R25: the client's manager and the programme manager; nobody else."""
        with freeze_time("2026-05-04 10:00"):
            wizard = self._wizard(self.contact, self.other_client_manager)
            with self.assertRaises(AccessError):
                wizard.action_ask()
            with self.assertRaises(AccessError):
                self._wizard(self.contact, self.agent)
            self.assertTrue(
                self._wizard(
                    self.contact, self.program_manager, survey_id=self.survey.id
                ).action_ask()
            )
            self.program.action_close("Test")
            with self.assertRaises(UserError):
                self._wizard(self.leader, survey_id=self.survey.id).action_ask()
            self.assertFalse(self._wizard(self.leader).outcome_html)

    def test_many_contacts_cost_the_same(self):
        """R22, R25: planning 200 contacts takes about as many queries as 20."""
        rule = self._rule("manual")

        def plan(count, name):
            client = self._make_client(name)
            contacts = self.env["res.partner"].create(
                [
                    {
                        "name": f"{name} {number}",
                        "parent_id": client.id,
                        "email": f"{name}{number}@many.example",
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time("2026-05-04 10:00"):
                queries = self.env.cr.sql_log_count
                rows = rule._plan_contacts(contacts)
                self.env.flush_all()
            self.assertEqual(set(rows.mapped("state")), {"planned"})
            return self.env.cr.sql_log_count - queries

        plan(1, "warm")
        few, many = plan(20, "few"), plan(200, "many")
        self.assertLessEqual(many, few + 6)
