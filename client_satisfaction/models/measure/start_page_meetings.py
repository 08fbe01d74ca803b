# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from .start_page_work import DUE_SOON_DAYS

MEETING_DAYS = 14


class SatisfactionStartPage(models.AbstractModel):
    """The card of review meetings: near, or over and not written down."""

    _inherit = "satisfaction.start.page"

    def _get_meeting_card(self):
        """Review meetings that are near, or over and without minutes (R24, R102)."""
        model = "satisfaction.review"
        if not self._can_read(model):
            return None
        today = self.env.company._satisfaction_today()
        near = today + timedelta(days=MEETING_DAYS)
        domain = self._in_company() & Domain("state", "=", "planned")
        meetings = self._figure(
            model, self.env._("Review meetings"), domain & Domain("date", "<", near)
        )
        if not meetings["count"]:
            return None
        past = self._figure(
            model,
            self.env._("over, not written down"),
            domain & Domain("date", "<", today),
            tone="bad",
        )
        return {
            "key": "meetings",
            "title": meetings["label"],
            "value": str(meetings["count"]),
            "detail": self.env._(
                "planned until %(days)s days from now", days=MEETING_DAYS
            ),
            "tone": "bad" if past["count"] else "",
            "action": meetings["action"],
            "figures": [
                past,
                self._figure(
                    model,
                    self.env._("within a week"),
                    domain
                    & Domain("date", ">=", today)
                    & Domain("date", "<", today + timedelta(days=DUE_SOON_DAYS)),
                ),
                self._figure(
                    model,
                    self.env._("yours"),
                    domain
                    & Domain("date", "<", near)
                    & Domain("user_id", "=", self.env.uid),
                ),
            ],
        }
