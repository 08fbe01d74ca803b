# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from tests.common import SatisfactionCommon


class PlanningCase(SatisfactionCommon):
    """Tickets that are closed, and the ledger's rows about them."""

    def assertSkipped(self, reason, request):
        self.assertEqual((request.state, request.skip_reason), ("skipped", reason))
        self.assertFalse(request.send_after)

    def _stranger(self, **values):
        """A contact nobody asked yet, so that the cool-down stays out of the way."""
        count = self.env["res.partner"].search_count(
            [("parent_id", "=", self.client.id)]
        )
        return self._make_contact(self.client, f"Guest{count}", **values)
