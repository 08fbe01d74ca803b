# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...points_field import PointsField
from .score_recompute import _differing


class SatisfactionScore(models.Model):
    """Efficiency beside satisfaction, for the same client and period (R6, R9).

    A provider may keep every service level and still dissatisfy the client; this is
    where that shows. Copied from the KPI values, frozen with the score's period.
    """

    _inherit = "satisfaction.score"

    ticket_count = fields.Integer("Tickets closed", readonly=True)
    resolution_hours = PointsField(
        "Median hours to resolve",
        digits=(10, 1),
        readonly=True,
        help="Half of the client's tickets took longer.",
    )
    reopened_share = PointsField("Reopened %", digits=(5, 1), readonly=True)
    sla_met_share = PointsField(
        "SLA met %",
        digits=(5, 1),
        readonly=True,
        help="Share of the client's closed tickets that kept their service levels."
        " Empty where none had any.",
    )
    sla_ticket_count = fields.Integer(
        "Tickets with SLA", readonly=True, help="n of the SLA share."
    )
    is_sla_met_dissatisfied = fields.Boolean(
        "SLA met, client dissatisfied",
        readonly=True,
        help="The service levels were kept as the programme demands, and the score is"
        " not acceptable all the same.",
    )
    _sla_dissatisfied_idx = models.Index("(company_id) WHERE is_sla_met_dissatisfied")

    def _update_efficiency(self, values):
        """:param values: ``{kpi: satisfaction.kpi.value}`` of this client and period"""
        self.ensure_one()
        nothing = self.env["satisfaction.kpi.value"]
        sla = values.get("sla_met", nothing)
        figures = {
            "ticket_count": values.get("ticket_count", nothing).n,
            "resolution_hours": _value(values.get("resolution_hours")),
            "reopened_share": _value(values.get("reopened_share")),
            "sla_met_share": _value(sla),
            "sla_ticket_count": sla.n,
            "is_sla_met_dissatisfied": (
                sla.is_measured
                and sla.value >= self.program_id.sla_met_from
                and self.is_measured
                and not self.is_acceptable
            ),
        }
        if changed := _differing(self, figures):
            self.write(changed)


def _value(value):
    return value.value if value and value.is_measured else None
