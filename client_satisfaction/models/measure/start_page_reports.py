# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class SatisfactionStartPage(models.AbstractModel):
    """A card about reports that wait: for approval, for judgement (R91, R103)."""

    _inherit = "satisfaction.start.page"

    def _get_work_cards(self):
        return [*super()._get_work_cards(), self._get_report_card()]

    def _get_report_card(self):
        """Printed reports nobody has decided on, and drafts to management."""
        model = "satisfaction.client.report"
        if not self._can_read(model):
            return None
        domain = self._in_company() & Domain("state", "=", "ready")
        ready = self._figure(model, self.env._("Reports to approve"), domain)
        figures = [
            self._figure(
                model,
                self.env._("of your clients"),
                domain & Domain("client_id.client_manager_id", "=", self.env.uid),
            ),
            self._figure(
                model,
                self.env._("mail failed"),
                self._in_company()
                & Domain("state", "=", "released")
                & Domain("mail_state", "=", "failed"),
                tone="bad",
            ),
        ]
        if self._can_read("satisfaction.program.report"):
            figures.append(
                self._figure(
                    "satisfaction.program.report",
                    self.env._("drafts to management"),
                    self._in_company() & Domain("state", "=", "draft"),
                )
            )
        if not ready["count"] and not any(one["count"] for one in figures):
            return None
        return {
            "key": "reports",
            "title": ready["label"],
            "value": str(ready["count"]),
            "detail": self.env._("printed; no client gets one before"),
            "tone": "bad" if figures[1]["count"] else "",
            "action": ready["action"],
            "figures": figures,
        }
