# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Builders shared by all tests that need a database.

The world they build: a company in Moscow's time zone (three hours ahead of UTC, no
summer time) with a running programme, a team with a service category, one person of
each role, and the client "Acme" with two contacts.
"""

import unittest
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo import Command, fields

from odoo.addons.base.tests.common import BaseCommon

from .people import find_or_make_people


class SatisfactionCommon(BaseCommon):
    """A small world to ask, answer, measure and improve in."""

    #: Whether the job that decides about closed tickets seems to run at once, and the
    #: one that thanks for answers.
    decides_at_once = True
    thanks_at_once = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.decides_at_once:
            cls._decide_at_once()
        if cls.thanks_at_once:
            cls._thank_at_once()
        # What the database already holds must not take part.
        cls.env["satisfaction.program"].search([]).state = "draft"
        cls.company.partner_id.write({"tz": "Europe/Moscow", "lang": "en_US"})
        cls.company.email = "service@provider.example"
        cls.users = find_or_make_people(cls.env, cls.company)
        for name, user in cls.users.items():
            setattr(cls, name, user)
        cls.program = cls._make_program(cls.company)
        cls.rule = cls.program.rule_ids
        cls.channels = {channel.code: channel for channel in cls.program.channel_ids}
        cls.survey = cls.env.ref("client_satisfaction.survey_event")
        cls.questions = {
            name: cls.env.ref(f"client_satisfaction.survey_event_{name}")
            for name in ("solution", "speed", "communication", "reasons", "comment")
        }
        cls.category = cls.env["helpdesk.ticket.category"].create(
            {
                "name": "Printing",
                "satisfaction_service_manager_id": cls.service_manager.id,
            }
        )
        cls.team = cls._make_team()
        stage = cls.env["helpdesk.ticket.stage"].create
        cls.stage_open = stage({"name": "Open", "sequence": 1})
        cls.stage_closed = stage({"name": "Solved", "closed": True, "sequence": 2})
        cls.stage_rejected = stage(
            {
                "name": "Not ours",
                "closed": True,
                "sequence": 3,
                "satisfaction_survey": False,
            }
        )
        cls.client = cls._make_client("Acme", client_manager_id=cls.client_manager.id)
        cls.contact = cls._make_contact(cls.client, "Ada", satisfaction_role="end_user")
        cls.leader = cls._make_contact(
            cls.client, "Linus", satisfaction_role="decision_leader"
        )

    @classmethod
    def _decide_at_once(cls):
        model = type(cls.env["satisfaction.closing"])
        note = model._note

        def note_and_decide(closings, tickets, is_history=False):
            note(closings, tickets, is_history)
            closings._decide_about(tickets)

        cls.startClassPatcher(patch.object(model, "_note", note_and_decide))

    @classmethod
    def _thank_at_once(cls):
        model = type(cls.env["satisfaction.request"])
        put_off = model._put_off_thanks

        def put_off_and_send(requests):
            put_off(requests)
            requests._send_thanks()

        cls.startClassPatcher(patch.object(model, "_put_off_thanks", put_off_and_send))

    def assertRaisesKept(self, exception):
        """``assertRaises`` that rolls nothing back.

        Odoo's own one undoes what was written before the error; a test that nothing
        was written, or that something was, would prove nothing with it.
        """
        return unittest.TestCase.assertRaises(self, exception)

    # ------------------------------------------------------------------
    # Builders
    # ------------------------------------------------------------------
    @classmethod
    def _make_program(cls, company, year=None, **values):
        """A programme of a company and year, approved and running."""
        programs = cls.env["satisfaction.program"]
        year = year or fields.Date.today().year
        program = programs.search(
            [("company_id", "=", company.id), ("year", "=", year)]
        ) or programs.create(
            {
                "name": f"Programme {year}",
                "company_id": company.id,
                "year": year,
                "manager_id": cls.program_manager.id,
            }
        )
        program.write(
            {
                "manager_id": cls.program_manager.id,
                "strategy": "<p>We ask after each ticket and once a year.</p>",
                **values,
            }
        )
        # One questionnaire everywhere, so that `_answer` works in every channel.
        program.channel_ids.survey_id = cls.env.ref("client_satisfaction.survey_event")
        program.action_approve_strategy()
        program.action_start()
        return program

    @classmethod
    def _make_team(cls, **values):
        return cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Service desk",
                "company_id": cls.company.id,
                "user_ids": [Command.set(cls.agent.ids)],
                **values,
            }
        )

    @classmethod
    def _make_client(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "company_id": False, **values}
        )

    @classmethod
    def _make_contact(cls, client, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "parent_id": client.id,
                "email": f"{name.lower()}@{client.name.lower()}.example",
                "lang": "en_US",
                **values,
            }
        )

    @classmethod
    def _make_tickets(cls, count=1, **values):
        return cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Printer {number} is out of order",
                    "description": "<p>It does not print.</p>",
                    "partner_id": cls.contact.id,
                    "team_id": cls.team.id,
                    "user_id": cls.agent.id,
                    "category_id": cls.category.id,
                    "stage_id": cls.stage_open.id,
                    "company_id": cls.company.id,
                    **values,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def _close_ticket(cls, ticket=None, **values):
        """Close a ticket (a new one if none is given) and return its last ask.

        ``values`` are those of a new ticket.
        """
        ticket = ticket or cls._make_tickets(**values)
        ticket.with_user(cls.agent).sudo().stage_id = cls.stage_closed
        return cls._ledger(ticket)[:1]

    @classmethod
    def _ledger(cls, tickets):
        """All asks about tickets, the latest first."""
        return cls.env["satisfaction.request"].search(
            [("ticket_id", "in", tickets.ids)], order="id desc"
        )

    @classmethod
    def _make_entry(cls, code="ticket", event_at=None, **values):
        """A ledger row that waits for an answer, in any channel of the programme."""
        return cls.env["satisfaction.request"]._create_entry(
            {
                "channel_id": cls.channels[code].id,
                "partner_id": cls.contact.id,
                "event_at": event_at or fields.Datetime.now(),
                **values,
            }
        )

    @classmethod
    def _raw(cls, solution=None, speed=None, communication=None, comment=None):
        """Raw answers to the default questionnaire, as the answer page sends them."""
        given = {
            "solution": solution,
            "speed": speed,
            "communication": communication,
            "comment": comment,
        }
        return {
            cls.questions[name].id: str(value)
            for name, value in given.items()
            if value is not None
        }

    @classmethod
    def _answer(cls, request, *ratings, mode="mail", typed_by=None, **more):
        """Answer an ask: ``_answer(request, 2, 4, 5, comment="Slow")``."""
        names = ("solution", "speed", "communication")
        raw = cls._raw(**dict(zip(names, ratings, strict=False)), **more)
        cls.env["satisfaction.request"]._record_answers(
            {request.id: raw}, mode=mode, typed_by=typed_by
        )
        return request

    @classmethod
    def _answered(cls, *ratings, code="ticket", event_at=None, **values):
        """A ledger row answered in a channel; a shortcut for measuring."""
        request = cls._make_entry(code, event_at, **values)
        return cls._answer(
            request, *ratings, mode="phone", typed_by=cls.program_manager
        )

    @classmethod
    def _send_due(cls):
        """Run the sending job as if all delays were over."""
        planned = cls.env["satisfaction.request"].search(
            [("state", "=", "planned"), ("send_after", "!=", False)]
        )
        planned.send_after = datetime(2000, 1, 1)
        with cls._without_commit():
            cls.env["satisfaction.request"]._cron_send()
        return planned

    @classmethod
    @contextmanager
    def _without_commit(cls):
        """Let a job run inside the test's transaction: its commits only flush."""

        def flush_only(*args, **kwargs):
            cls.env.flush_all()
            return float("inf")

        cron = type(cls.env["ir.cron"])
        with patch.object(cron, "_commit_progress", flush_only):
            yield
