# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user

from tests.common import SatisfactionCommon


class CallbackCase(SatisfactionCommon):
    """A service desk whose closed tickets are called back by two interviewers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = new_test_user(
            cls.env,
            login="satisfaction_second_interviewer",
            groups="base.group_user,client_satisfaction.group_interviewer",
            email="second@provider.example",
            company_id=cls.company.id,
            tz="Europe/Madrid",
        )
        cls.interviewer.tz = "Europe/Madrid"
        cls.program.callback_interviewer_ids = cls.interviewer + cls.second
        cls.contact.phone = cls.leader.phone = "+7 495 123-45-67"
        # Mails are not what is tested here.
        cls.program.rule_ids.write({"cool_down_days": 0})

    @classmethod
    def _make_contacts(cls, client, count, **values):
        names = [f"{client.name}{number}" for number in range(count)]
        values.setdefault("phone", "+34 91 123 45 67")
        return cls.env["res.partner"].union(
            *(cls._make_contact(client, name, **values) for name in names)
        )

    @classmethod
    def _close_tickets(cls, contacts, **values):
        """One closed ticket of each contact."""
        tickets = cls.env["helpdesk.ticket"].union(
            *(cls._make_tickets(partner_id=one.id, **values) for one in contacts)
        )
        tickets.stage_id = cls.stage_closed
        return tickets

    @classmethod
    def _make_sample(cls, seed="seed", **values):
        return cls.env["satisfaction.callback.sample"].create(
            {"program_id": cls.program.id, "seed": seed, **values}
        )

    @classmethod
    def _make_call(cls, interviewer=None, **values):
        """One planned call about one closed ticket."""
        ticket = cls._make_tickets(**values)
        ticket.stage_id = cls.stage_closed
        call = cls._make_sample()._draw().filtered(lambda row: row.state == "planned")
        call.interviewer_id = interviewer
        return call

    def _open(self, call, user=None):
        """The screen of a call as an interviewer opens it."""
        user = user or self.interviewer
        action = call.with_user(user).action_open_call()
        screens = self.env["satisfaction.callback.call"].with_user(user)
        return screens.browse(action["res_id"])

    def _planned(self, calls):
        return calls.filtered(lambda call: call.state == "planned")

    def _skipped(self, calls):
        return {
            call.ticket_id: call.skip_reason
            for call in calls
            if call.state == "skipped"
        }
