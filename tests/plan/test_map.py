# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The programme map: states read from figures, people by role, who may look."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError

from ..common import SatisfactionCommon


class TestProgramMap(SatisfactionCommon):
    def _data(self, user=None, program=None):
        page = self.env["satisfaction.program.map"].with_user(
            user or self.program_manager
        )
        return page.get_data((program or self.program).id)

    def _process(self, code, user=None, program=None):
        processes = self._data(user, program)["processes"]
        return next(process for process in processes if process["code"] == code)

    def _state(self, code, **kwargs):
        return self._process(code, **kwargs)["state"]

    def _figures(self, code, **kwargs):
        figures = self._process(code, **kwargs)["figures"]
        return {figure["label"]: figure["count"] for figure in figures}

    def test_nine_processes(self):
        """R127, R11: nine sub-processes, each with purpose, people, tasks, a way in."""
        processes = self._data()["processes"]
        self.assertEqual(
            [process["code"] for process in processes],
            [f"0{number}" for number in range(1, 10)],
        )
        for process in processes:
            with self.subTest(process["code"]):
                self.assertTrue(process["purpose"])
                self.assertTrue(process["people"])
                self.assertTrue(process["seen"] and process["hidden"])
                self.assertTrue(process["documents"])
                self.assertIn(process["action"]["res_model"], self.env)

    def test_numbers_and_their_lists(self):
        """R127: each number is the length of the list it opens."""
        self._answered(2, 2, 2)
        self._close_ticket()
        for process in self._data()["processes"]:
            for figure in process["figures"]:
                action = figure["action"]
                records = self.env[action["res_model"]].with_user(self.program_manager)
                with self.subTest(process["code"], figure=figure["label"]):
                    self.assertEqual(
                        records.search_count(action["domain"]), figure["count"]
                    )

    def test_planning(self):
        """R1, R2, R127: begun, under way, done, and missing goals while it runs."""
        draft = self.env["satisfaction.program"].create(
            {"name": "Plan 2031", "year": 2031, "manager_id": self.program_manager.id}
        )
        self.assertEqual(self._state("01", program=draft), "todo")
        draft.strategy = "<p>Ask.</p>"
        self.assertEqual(self._state("01", program=draft), "active")
        process = self._process("01")
        self.assertEqual(process["state"], "attention")
        self.assertIn("No business goal", process["reason"])
        self.env["satisfaction.business.goal"].create(
            {
                "program_id": self.program.id,
                "name": "Keep our clients",
                "survey_ids": [Command.link(self.survey.id)],
            }
        )
        self.assertEqual(self._state("01"), "done")
        self.assertIn(
            f"approved by {self.env.user.name}",
            self._process("01")["documents"][0]["detail"],
        )

    def test_targets(self):
        """R127: no targets, targets without owner, targets with owner."""
        targets = self.env["satisfaction.target"].search(
            [("program_id", "=", self.program.id)]
        )
        targets.unlink()
        self.assertEqual(self._state("02"), "attention")
        target = targets.create(
            {"program_id": self.program.id, "kpi": "retention", "goal": 95}
        )
        self.assertEqual(self._state("02"), "active")
        target.accountable_id = self.senior_manager
        self.assertEqual(self._state("02"), "done")

    def test_event_questionnaires(self):
        """R127: a questionnaire that can't be used needs attention."""
        self.assertEqual(self._state("03"), "done")
        # A running programme takes no broken ones.
        draft = self.env["satisfaction.program"].create(
            {"name": "Plan 2031", "year": 2031, "manager_id": self.program_manager.id}
        )
        broken = self.survey.copy()
        broken.title = "Broken"
        broken.question_and_page_ids.unlink()
        draft.channel_ids[0].survey_id = broken
        process = self._process("03", program=draft)
        self.assertEqual(process["state"], "attention")
        self.assertIn("Broken", process["reason"])

    def test_asking(self):
        """R127: asked this period, answered, and why not."""
        self.assertEqual(self._state("04"), "attention")
        self._answered(5, 5, 5)
        self.assertEqual(self._state("04"), "active")
        figures = self._figures("04")
        self.assertEqual((figures["asked"], figures["answered"]), (1, 1))
        failing = self._close_ticket(partner_id=self.leader.id)
        failing.send_error = "No mail server"
        self.assertEqual(self._state("04"), "attention")
        self.program.action_close("Test")
        self.assertEqual(self._state("04"), "done")

    def test_waves(self):
        """R127: no wave, a running one, one past its end, all closed."""
        self.assertEqual(self._state("07"), "todo")
        group = self.env["satisfaction.target.group"].create({"name": "All clients"})
        today = fields.Date.today()
        wave = self.env["satisfaction.wave"].create(
            {
                "name": "Spring",
                "program_id": self.program.id,
                "target_group_id": group.id,
                "survey_id": self.env.ref("client_satisfaction.survey_relationship").id,
                "date_start": today,
                "date_end": today + timedelta(days=20),
            }
        )
        self.assertEqual(self._state("07"), "active")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE satisfaction_wave SET date_start = %s, date_end = %s WHERE id = %s",
            (today - timedelta(days=9), today - timedelta(days=1), wave.id),
        )
        wave.invalidate_recordset()
        self.assertEqual(self._state("07"), "attention")
        self.env.cr.execute(
            "UPDATE satisfaction_wave SET state = 'closed' WHERE id = %s", wave.ids
        )
        wave.invalidate_recordset()
        self.assertEqual(self._state("07"), "done")

    def test_complaints(self):
        """R127: nothing, an open case, an overdue one; own clients only."""
        self.assertEqual(self._state("09"), "todo")
        case = self.env["satisfaction.case"].create(
            {
                "client_id": self.client.id,
                "partner_id": self.contact.id,
                "client_word": "Nobody called back.",
            }
        )
        self.assertEqual(self._state("09"), "active")
        self.assertEqual(self._state("09", user=self.other_client_manager), "todo")
        case.contact_deadline = fields.Datetime.now() - timedelta(days=1)
        self.assertEqual(self._state("09"), "attention")
        self.assertEqual(self._figures("09")["contact overdue"], 1)
        self.assertTrue(self._data(self.other_client_manager)["own_clients_only"])

    def test_roles_by_name(self):
        """R117-R121: every role with the people who have it."""
        self.program.senior_manager_id = self.senior_manager
        roles = {role["role"]: role["people"] for role in self._data()["roles"]}
        self.assertEqual(roles["Programme manager"], [self.program_manager.name])
        self.assertIn(self.interviewer.name, roles["Callback agent"])
        self.assertIn(self.interviewer.name, roles["Independent interviewer"])
        self.assertNotIn(self.program_manager.name, roles["Callback agent"])
        self.assertIn(self.client_manager.name, roles["Client manager"])
        self.assertIn(
            f"{self.service_manager.name} (Printing)",
            roles["Service manager by type of service"],
        )
        self.assertIn(self.senior_manager.name, roles["Senior management"])
        self.assertIn(self.team.name, roles["Service teams"])
        for role in (
            "Client interface person",
            "Decision leader",
            "VIP user",
            "End user",
            "Supplier or subcontractor",
        ):
            self.assertIn(role, roles)

    def test_own_documents_and_people(self):
        """R127: what the programme manager adds to a process is on the page."""
        process = self.program.process_ids[0].with_user(self.program_manager)
        process.write(
            {
                "responsible_id": self.client_manager.id,
                "document_ids": [
                    Command.create({"name": "strategy.pdf", "raw": b"%PDF"})
                ],
                "systems": "Telephony",
            }
        )
        shown = self._process("01")
        self.assertEqual(shown["people"], [self.client_manager.name])
        self.assertEqual(shown["attachments"][0]["name"], "strategy.pdf")
        self.assertEqual(shown["systems"], "Telephony")
        theirs = self._process("01", user=self.client_manager)
        self.assertEqual(theirs["attachments"], shown["attachments"])
        with self.assertRaises(AccessError):
            process.with_user(self.client_manager).systems = "Other"

    def test_kpis(self):
        """R127: a process shows the stored KPI with its evidence."""
        self._answered(5, 4, 3)
        self.env["satisfaction.score"]._recompute_pending()
        start, end = self.program._get_period(self.company._satisfaction_today())
        self.env["satisfaction.kpi.value"].search(
            [("program_id", "=", self.program.id), ("kpi", "=", "tickets")]
        ).unlink()
        self.env["satisfaction.kpi.value"].create(
            {
                "program_id": self.program.id,
                "kpi": "tickets",
                "unit": "points",
                "scope": "company",
                "period_start": start,
                "period_end": end,
                "period_label": "2099-Q1",
                "value": 80.04,
                "is_measured": True,
                "n": 12,
                "interval_low": 71,
                "interval_high": 89,
            }
        )
        (kpi,) = self._process("05")["kpis"]
        self.assertEqual(
            (kpi["name"], kpi["value"], kpi["evidence"]),
            (
                "Satisfaction with tickets",
                "80.0",
                "2099-Q1, 71.0–89.0, n\u00a0=\u00a012",
            ),
        )

    def test_who_may_look(self):
        """R127: management and client managers; nobody else."""
        for user in (self.client_manager, self.senior_manager):
            self.assertEqual(self._data(user)["program"]["id"], self.program.id)
        for user in (self.agent, self.interviewer, self.plain_user):
            with self.assertRaisesRegex(AccessError, "programme's management"):
                self._data(user)

    def test_another_company(self):
        """A programme of another company is not shown: the own one is."""
        company = self.env["res.company"].create({"name": "Other"})
        self.program_manager.company_ids += company
        other = self._make_program(company)
        self.program_manager.company_ids -= company
        data = self._data(program=other)
        self.assertEqual(data["program"]["id"], self.program.id)
        self.assertNotIn(other.id, [one["id"] for one in data["programs"]])

    def test_cost(self):
        """The page costs a fixed number of queries, however much there is."""
        self._data()
        self._answered(4, 4, 4)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._data()
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(10):
            client = self._make_client(
                f"Client {number}", client_manager_id=self.client_manager.id
            )
            contact = self._make_contact(client, f"Contact {number}")
            self._answered(2, 3, 4, partner_id=contact.id)
        self.assertLessEqual(count(), few + 2)
