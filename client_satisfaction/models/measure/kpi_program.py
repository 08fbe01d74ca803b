# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionProgram(models.Model):
    """A programme's KPI values and targets, brought up to date together."""

    _inherit = "satisfaction.program"

    sla_met_from = fields.Float(
        "SLA counts as met from %",
        default=90,
        required=True,
        digits=(4, 1),
        help="From this share of tickets within their service level on, a client with"
        " an unacceptable experience is listed under “SLA met, client dissatisfied”.",
    )
    _sla_range = models.Constraint(
        "CHECK (sla_met_from BETWEEN 0 AND 100)",
        "The share from which SLA counts as met lies between 0 and 100 %.",
    )

    def _compute_kpis(self):
        """Bring values, targets and the efficiency beside scores up to date.

        Does not commit; idempotent.

        :return: the KPI values of the open periods
        """
        # sudo: computed from all answers and scores, see satisfaction.kpi.value
        values = self.env["satisfaction.kpi.value"].sudo()
        for program in self:
            values += values._compute_program(program)
            # sudo: scores are nobody's to write
            self.env["satisfaction.score"].sudo()._update_efficiency(program)
        self.env["satisfaction.target"].sudo()._update_measured(self)
        return values

    def _count_everything(self):
        """What is frozen next must be complete: KPIs follow the scores."""
        result = super()._count_everything()
        self._compute_kpis()
        return result

    def action_refresh_kpis(self):
        """Compute the KPIs now instead of waiting for the hourly job."""
        self.check_access("write")
        self._compute_kpis()
