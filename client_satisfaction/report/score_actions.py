# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import models
from odoo.exceptions import UserError

# Longer addresses are cut by some proxies; a whole period has a short one.
MAX_LISTED_SCORES = 500


class SatisfactionScore(models.Model):
    _inherit = "satisfaction.score"

    def action_print_review(self):
        """The review report of these scores as one PDF."""
        return self.env.ref(
            "client_satisfaction.action_report_client_review"
        ).report_action(self)

    def action_export_workbook(self):
        """Download the workbook of these scores."""
        return {
            "type": "ir.actions.act_url",
            "url": f"/satisfaction/export/xlsx?{urlencode(self._get_export_query())}",
            "target": "download",
        }

    def _get_export_query(self):
        """Parameters of the export's address: the period, or else the single scores."""
        periods = self.grouped(lambda score: (score.program_id, score.period_label))
        if len(periods) == 1:
            ((program, label),) = periods
            everything = self.search_count(
                [("program_id", "=", program.id), ("period_label", "=", label)]
            )
            if everything == len(self) > 1:
                return {"program_id": program.id, "period": label}
        if len(self) > MAX_LISTED_SCORES:
            raise UserError(
                self.env._(
                    "Choose up to %(limit)s scores, or all scores of one period.",
                    limit=MAX_LISTED_SCORES,
                )
            )
        return {"score_ids": ",".join(map(str, self.ids))}
