# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from lxml import etree

from odoo.tests import tagged

from ..common import SatisfactionCommon

#: More than any of the lists on a client's form shows.
LITTLE, MUCH = 6, 40


@tagged("post_install", "-at_install")
class TestHistoryQueries(SatisfactionCommon):
    """Everyday work costs the same however much was asked and answered before."""

    def _make_history(self, count):
        """Closed tickets of the client, answers of two months, and their scores."""
        for number in range(count):
            self._close_ticket()
            day = datetime(self.program.year, 1 + number % 2, 1 + number % 28, 12)
            self._answered(5, 4, 5, event_at=day)
        self.env["satisfaction.score"]._recompute_pending()
        self.env.flush_all()

    def _count(self, work):
        """Queries of some work with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _count_before_and_after(self, work):
        """Queries of the work with little history and with much."""
        self._make_history(LITTLE)
        work()  # what is known for good afterwards, like views and rights
        few = self._count(work)
        self._make_history(MUCH)
        return few, self._count(work)

    def test_closing_a_ticket(self):
        """B3: closing a ticket, and deciding whom to ask about it."""

        def close():
            ask = self._close_ticket(tickets.pop())
            self.assertEqual(ask.state, "planned")

        tickets = [
            # Each by somebody who wasn't asked lately
            self._make_tickets(partner_id=self._make_contact(self.client, name).id)
            for name in ("Grace", "Edsger", "Barbara")
        ]
        few, many = self._count_before_and_after(close)
        self.assertEqual(many, few)

    def test_opening_a_client(self):
        """R6, B11: a client's form with all that its reader may see of it."""
        manager = self.client_manager
        partners = self.env["res.partner"].with_user(manager)
        arch = etree.fromstring(partners.get_view(view_type="form")["arch"])
        names = set(arch.xpath("//field[not(ancestor::field)]/@name"))
        self.assertIn("satisfaction_overview", names)
        shown = []

        def open_client():
            [values] = partners.browse(self.client.id).web_read(
                {name: {} for name in names}
            )
            shown.append(values["satisfaction_overview"])

        few, many = self._count_before_and_after(open_client)
        self.assertNotEqual(shown[-2], shown[-1])
        self.assertEqual(many, few)
