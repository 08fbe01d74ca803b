# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from tests.common import SatisfactionCommon


class SendingCase(SatisfactionCommon):
    """Planned asks and their mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env["satisfaction.request"]

    def _contacts(self, count):
        return [
            self._make_contact(self.client, f"Person{number}")
            for number in range(count)
        ]

    def _plan(self, count=1):
        """Planned asks about as many tickets of as many contacts."""
        tickets = self.env["helpdesk.ticket"].union(
            *(self._make_tickets(partner_id=c.id) for c in self._contacts(count))
        )
        tickets.stage_id = self.stage_closed
        return self._ledger(tickets).sorted("id")

    def _mail(self, request):
        return request.invitation_mail_id
