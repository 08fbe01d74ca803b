# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A company of its own with people in every role, and answers in its ledger."""

from contextlib import contextmanager
from datetime import datetime

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

AGENT = "client_satisfaction.group_agent"
CLIENT_MANAGER = "client_satisfaction.group_client_manager"
SENIOR = "client_satisfaction.group_senior_management"
PROGRAM_MANAGER = "client_satisfaction.group_program_manager"

# Monday, 15:30 in Berlin; the company works Monday to Friday, 8–12 and 13–17
MONDAY = datetime(2026, 11, 16, 14, 30)


class ImproveCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Provider", "email": "hello@provider.example"}
        )
        cls.company.partner_id.tz = "Europe/Berlin"
        cls.company.resource_calendar_id.tz = "Europe/Berlin"
        cls.boss = cls._user("boss", PROGRAM_MANAGER)
        cls.manager = cls._user("manager", CLIENT_MANAGER)
        cls.service = cls._user("service", AGENT)
        cls.senior = cls._user("senior", SENIOR)
        cls.agent = cls._user("agent", f"{AGENT},helpdesk_mgmt.group_helpdesk_user")
        cls.program = cls.env["satisfaction.program"].create(
            {
                "name": "Programme 2026",
                "company_id": cls.company.id,
                "year": 2026,
                "manager_id": cls.boss.id,
            }
        )
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Network", "company_id": cls.company.id}
        )
        cls.category = cls.env["helpdesk.ticket.category"].create(
            {
                "name": "Firewall",
                "company_id": cls.company.id,
                "satisfaction_service_manager_id": cls.service.id,
            }
        )
        cls.client = cls.env["res.partner"].create(
            {
                "name": "Acme",
                "is_company": True,
                "client_manager_id": cls.manager.id,
                "client_senior_manager_id": cls.senior.id,
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Ann Client",
                "parent_id": cls.client.id,
                "email": "ann@acme.example",
            }
        )

        cls.addClassCleanup(cls._read_rules_again)

    def setUp(self):
        super().setUp()
        self._read_rules_again()

    @classmethod
    def _read_rules_again(cls):
        """A test that edits rules changes the registry; no rollback mends that."""
        cls.env["base.automation"]._unregister_hook()
        cls.env["base.automation"]._register_hook()

    @contextmanager
    def assertRefused(self, sentence, error=ValidationError):
        """What happens inside is refused with this sentence and changes nothing."""
        with self.assertRaisesRegex(error, sentence), self.cr.savepoint():
            yield

    @classmethod
    def _user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login=f"improve_{login}",
            name=login.capitalize(),
            email=f"{login}@provider.example",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Europe/Berlin",
            **values,
        )

    @classmethod
    def _ask(cls, worst=40.0, count=None, **values):
        """Answered rows of the ledger, due for their follow-up.

        :param worst: points of the worst question, 20 = 1 of 5 … 100 = 5 of 5
        :param count: so many rows at once
        """
        rows = cls.env["satisfaction.request"].create(
            [
                {
                    "company_id": cls.company.id,
                    "program_id": cls.program.id,
                    "channel_kind": "ticket",
                    "channel_code": "ticket",
                    "team_id": cls.team.id,
                    "category_id": cls.category.id,
                    "client_id": cls.client.id,
                    "partner_id": cls.contact.id,
                    "email": cls.contact.email,
                    "lang": "en_US",
                    "ticket_number": "HT00007",
                    "ticket_title": "No internet",
                    "event_date": "2026-11-16",
                    "state": "answered",
                    "answer_mode": "mail",
                    "is_scored": True,
                    "points": worst,
                    "worst_points": worst,
                    "answered_at": MONDAY,
                    "follow_up_after": MONDAY,
                    **values,
                }
                for _number in range(count or 1)
            ]
        )
        rows.flush_recordset()
        return rows

    def _open(self, *args, **kwargs):
        """The case of a new answer."""
        return self.env["satisfaction.case"]._open_from_requests(
            self._ask(*args, **kwargs)
        )

    def _activities(self, cases):
        """``{(type's xmlid name, user, day)}`` of the open activities."""
        names = {
            self.env.ref(f"client_satisfaction.activity_type_{name}"): name
            for name in ("call_client", "join_call", "senior_call", "report")
        }
        return sorted(
            (names[activity.activity_type_id], activity.user_id.name, str(day))
            for activity in cases.activity_ids
            for day in [activity.date_deadline]
        )
