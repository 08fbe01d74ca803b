# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A database in which every scheduled job of the addon has work for several batches.

Built with the builders of the other tests, but committed: the jobs are run by other
processes, and killed.
"""

import base64
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.fields import Domain
from odoo.tests import new_test_user

from odoo.addons.client_satisfaction.models.ask import import_job
from odoo.addons.client_satisfaction.models.ask.closing import SatisfactionClosing

from tests.ask.wave_case import WaveCase
from tests.improve.action_case import ActionCommon

PAST = datetime(2000, 1, 1)
FUTURE = datetime(2100, 1, 1)
COUNT = 24
#: Everything, in this order
STEPS = (
    "alerts",
    "reports",
    "old",
    "asks",
    "answers",
    "tickets",
    "closings",
    "sealed",
    "import",
    "waves",
    "remarks",
    "actions",
    "suppliers",
    "cases",
    "tasks",
    "exports",
    "rules",
)


class Backlog(WaveCase, ActionCommon):
    """Work for all jobs, in one world."""

    steps = STEPS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        cls.program.callback_is_automatic = True
        cls.many = cls.env["res.partner"].union(
            *(
                cls._make_contact(
                    cls._make_client(
                        f"Firm{number}",
                        client_manager_id=cls.client_manager.id,
                        client_since="2020-01-01",
                    ),
                    f"Person{number}",
                    phone="+34 91 123 45 67",
                    satisfaction_role="interface",
                )
                for number in range(COUNT)
            )
        )
        cls.now = fields.Datetime.now()
        for name in cls.steps:
            getattr(cls, f"_add_{name}")()
            cls.env.flush_all()

    @classmethod
    def _add_rules(cls):
        """Last: what was built before must not be planned for by these."""
        cls.many.satisfaction_rates_monthly = True
        cls.env["satisfaction.rule"].create(
            [
                {
                    "name": f"By the calendar {number}",
                    "program_id": cls.program.id,
                    "channel_id": cls.channels[channel].id,
                    "survey_id": cls.channels[channel].survey_id.id,
                    "trigger": trigger,
                    "every_months": 1,
                    # The month before may be rated all this month.
                    "expiry_days": 31,
                    "delay_hours": 0,
                }
                for number, (trigger, channel) in enumerate(
                    [("monthly", "monthly"), ("periodic", "questionnaire")] * 2
                )
            ]
        )

    @classmethod
    def _entries(cls, code="questionnaire", **values):
        return cls.env["satisfaction.request"]._create_entry(
            [
                {
                    "channel_id": cls.channels[code].id,
                    "partner_id": contact.id,
                    "event_at": cls.now,
                    "survey_id": cls.survey.id,
                    **values,
                }
                for contact in cls.many
            ]
        )

    @classmethod
    def _add_alerts(cls):
        """Low scores, counted already."""
        for entry in cls._entries()[:14]:
            cls._answer(entry, 2, 2, 2, mode="phone", typed_by=cls.program_manager)
        entries = cls.env["satisfaction.request"].search(
            [("partner_id", "in", cls.many.ids)]
        )
        entries.write({"follow_up_after": False, "remarks_pending": False})
        cls.env["satisfaction.score"]._recompute_pending()

    @classmethod
    def _add_reports(cls):
        scores = cls.env["satisfaction.score"].search(
            [("client_id", "in", cls.many.commercial_partner_id.ids)]
        )
        # Without the button: it waits for the end of the period.
        cls.env["satisfaction.client.report"].create(
            [{"score_id": score.id} for score in scores.filtered("is_measured")[:4]]
        )
        for score in scores.filtered("is_measured")[4:9]:
            cls._make_contact(
                score.client_id,
                f"Leader{score.client_id.id}",
                satisfaction_role="decision_leader",
            )
            cls.env["satisfaction.client.report"].create(
                {"score_id": score.id, "state": "released", "mail_state": "waiting"}
            )
        period = {"program_id": cls.program.id, "period_day": cls.today}
        cls.env["satisfaction.report.round"].create(
            {**period, "state": "preparing", "user_id": cls.program_manager.id}
        )
        people = (
            cls.program_manager
            | cls.senior_manager
            | cls.client_manager
            | cls.service_manager
        )
        cls.env["satisfaction.program.report"].create(
            [
                {
                    **period,
                    "period_kind": kind,
                    "state": "printing",
                    "released_by_id": cls.program_manager.id,
                    "user_ids": [Command.set(people.ids)],
                }
                for kind in ("period", "year")
            ]
        )

    @classmethod
    def _add_old(cls):
        """Asks of long ago, whose contacts and links were kept long enough."""
        rules = cls.env["satisfaction.retention"]
        rules._ensure_all(cls.company)
        rules.search([("kind", "=", "contacts")]).months = 13
        for state in ("expired", "cancelled"):
            cls._entries().write({"state": state, "event_date": PAST})

    @classmethod
    def _add_asks(cls):
        for _round in range(2):
            cls._entries().write({"state": "planned", "send_after": PAST})
        for _round in range(2):
            for entry in (entries := cls._entries()):
                entry.email = entry.partner_id.email
            entries.write(
                {
                    "state": "sent",
                    "sent_at": PAST,
                    "remind_after": PAST,
                    "expires_at": FUTURE,
                }
            )
        cls._entries().write({"state": "sent", "sent_at": PAST, "expires_at": PAST})

    @classmethod
    def _add_answers(cls):
        """Low answers with comments: cases, scores and remarks are to follow."""
        for low in (1, 3):
            entries = cls._entries("ticket")
            entries.write({"state": "sent", "sent_at": PAST, "expires_at": FUTURE})
            for number, entry in enumerate(entries):
                cls._answer(
                    entry,
                    *(low, 4, 5),
                    comment=f"The printer of room {number} stood still again",
                )
                entry.follow_up_after = PAST
            # Nobody thanked them yet.
            entries.write({"thanked_at": False, "thanks_pending": True})

    @classmethod
    def _add_tickets(cls):
        for number in range(2 * COUNT):
            cls._make_tickets(
                partner_id=cls.many[number % COUNT].id,
            ).stage_id = cls.stage_closed
        cls.env["satisfaction.callback.sample"].create(
            {"program_id": cls.program.id, "seed": "seed"}
        )

    @classmethod
    def _add_closings(cls):
        """Tickets closed a moment ago, about which nobody decided yet."""
        tickets = cls._make_tickets(COUNT)
        cls.env.flush_all()
        tickets._write({"stage_id": cls.stage_closed.id})
        note = vars(SatisfactionClosing)["_note"]
        note(cls.env["satisfaction.closing"], tickets)

    @classmethod
    def _add_sealed(cls):
        survey = cls.env.ref("client_satisfaction.survey_service_review").copy()
        survey.satisfaction_is_anonymous = True
        for client in cls.clients[:6]:
            people = [
                cls._make_contact(client, f"Voter{client.id}x{number}")
                for number in range(6)
            ]
            for person in people:
                ask = cls._make_entry(
                    "questionnaire", partner_id=person.id, survey_id=survey.id
                )
                ask.write({"state": "sent", "sent_at": PAST, "expires_at": FUTURE})
                raw = {
                    question.id: "4"
                    for question in survey.question_ids
                    if question.question_type == "scale"
                }
                ask._record_answers({ask.id: raw}, mode="mail")

    @classmethod
    def _add_import(cls):
        cls.client.ref = "C-100"
        head = "external_id,channel,date,client_ref,contact_email,solution,comment"
        lines = [
            f"L{number},questionnaire,{cls.today},C-100,ada@acme.example,4,"
            for number in range(80)
        ]
        job = (
            cls.env["satisfaction.answer.import"]
            .with_user(cls.program_manager)
            .create(
                {
                    "file": base64.b64encode("\n".join((head, *lines)).encode()),
                    "file_name": "answers.csv",
                }
            )
        )
        with patch.object(import_job, "AT_ONCE", 0):
            job.action_import()

    @classmethod
    def _add_waves(cls):
        cls.group.number = len(cls.clients)
        for number in range(2):
            wave = cls._draw(mode="online", seed=f"seed {number}")
            wave.action_start()
        for number in range(5):
            cls._make_wave(
                date_start=cls.today + timedelta(days=1), seed=f"later {number}"
            )

    @classmethod
    def _add_remarks(cls):
        for number, contact in enumerate(cls.many):
            remark = cls._make_remark(f"Open on Saturday {number}", contact)
            remark.action_accept()
            remark.sudo().decided_at = PAST

    @classmethod
    def _add_actions(cls):
        for number in range(COUNT):
            cls._make_action(
                name=f"Late {number}", date_due=cls.today - timedelta(days=3)
            )
        for number in range(8):
            action = cls._make_action(name=f"Done {number}")
            action.result = "A rota of call-backs"
            action.action_done()

    @classmethod
    def _add_suppliers(cls):
        supplier = cls.env["res.partner"].create(
            {"name": "Parts Ltd", "is_company": True, "email": "desk@parts.example"}
        )
        action = cls._make_action(action_type="supplier", supplier_id=supplier.id)
        requests = cls.env["satisfaction.supplier.request"].with_user(
            cls.client_manager
        )
        for number in range(44):
            late = number < 36
            request = requests.create(
                {
                    "name": f"Spare parts arrive late {number}",
                    "text": "Parts came 4 days later than agreed.",
                    "supplier_id": supplier.id,
                    "action_id": action.id,
                    "date_due": cls.today + timedelta(days=-2 if late else 9),
                }
            )
            if late:
                request.action_handed_over()
            else:
                request.action_send()

    @classmethod
    def _add_cases(cls):
        cause = cls.env.ref("client_satisfaction.root_cause_communication")
        for number, contact in enumerate(cls.many):
            for kind in ("late", "told", "closed"):
                case = cls.env["satisfaction.case"]._record_complaint(
                    {
                        "text": f"Nobody calls back ({kind} {number})",
                        "partner_id": contact.id,
                        "company_id": cls.company.id,
                    }
                )
                if kind == "late":
                    case.contact_deadline = cls.now - timedelta(days=20)
                    continue
                case.write({"call_notes": "<p>Said.</p>", "state": "contacted"})
                if kind == "closed":
                    case.write(
                        {
                            "root_cause_ids": [Command.set(cause.ids)],
                            "decision": "accepted",
                            "client_word": "Fine",
                            "state": "closed",
                        }
                    )
                    # Yesterday: the company's day may begin before the server's.
                    day = cls.today - timedelta(days=1)
                    case.write({"recovery_due_on": day, "inform_after": False})
                else:
                    case.inform_after = PAST

    @classmethod
    def _add_tasks(cls):
        """New tasks of eight people, few enough of each for a mail a task."""
        cases = cls.env["satisfaction.case"].search([("state", "!=", "closed")])
        kind = cls.env.ref("mail.mail_activity_data_call")
        people = [
            new_test_user(
                cls.env,
                f"worker{number}",
                "client_satisfaction.group_senior_management",
                email=f"worker{number}@provider.example",
            )
            for number in range(8)
        ]
        cls.env["mail.activity"]._create_satisfaction_tasks(
            [
                {
                    "res_model_id": cls.env["ir.model"]._get_id(case._name),
                    "res_id": case.id,
                    "activity_type_id": kind.id,
                    "user_id": people[number % 8].id,
                    "date_deadline": cls.today,
                    "summary": "Call",
                }
                for number, case in enumerate(cases[:COUNT])
            ]
        )

    @classmethod
    def _add_exports(cls):
        cls.env["ir.config_parameter"].set_param(
            "client_satisfaction.export_rows_at_once", "1"
        )
        exports = cls.env["satisfaction.export"].with_user(cls.program_manager)
        for _round in range(2):
            for model in ("request", "remark", "case", "action"):
                exports._export(f"satisfaction.{model}", Domain.TRUE)


def build(steps=STEPS, commit=True):
    """Build it in the database of Odoo's configuration."""
    Backlog.steps = [step for step in STEPS if step in steps]
    Backlog.setUpClass()
    try:
        Backlog.env.flush_all()
        if commit:
            # The cursor of tests doesn't commit; its connection does.
            Backlog.cr._cnx.commit()
    finally:
        Backlog.doClassCleanups()
        Backlog.tearDownClass()
