# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...points_field import PointsField
from ...row_store import columns, forget, has_automations, update_rows

EFFICIENCY_KPIS = ("ticket_count", "resolution_hours", "reopened_share", "sla_met")
EFFICIENCY_FIELDS = (
    "ticket_count",
    "resolution_hours",
    "reopened_share",
    "sla_met_share",
    "sla_ticket_count",
    "is_sla_met_dissatisfied",
)


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

    @api.model
    def _update_efficiency(self, program):
        """Copy the KPI values beside the scores of a programme that are not frozen."""
        self.flush_model()
        figures = self._fetch_efficiency(program)
        names = ("is_measured", "is_acceptable", *EFFICIENCY_FIELDS)
        changed = []
        for score_id, client_id, start, *row in self.env.execute_query(
            SQL(
                """
                SELECT id, client_id, period_start, %s FROM satisfaction_score
                 WHERE program_id = %s AND NOT COALESCE(is_frozen, FALSE)
              ORDER BY id
                """,
                columns(names),
                program.id,
            )
        ):
            old = dict(zip(names, row, strict=True))
            new = _prepare_efficiency(
                figures.get((client_id, start), {}),
                old["is_measured"] and not old["is_acceptable"],
                program.sla_met_from,
            )
            if values := {
                name: value for name, value in new.items() if old[name] != value
            }:
                changed.append((score_id, values))
        if has_automations(self):
            for score_id, values in changed:
                self.browse(score_id).write(values)
        else:
            update_rows(self, changed)
            forget(self, EFFICIENCY_FIELDS)

    @api.model
    def _fetch_efficiency(self, program):
        """``{(client id, first day): {kpi: (value, n)}}``; value None: not measured."""
        self.env["satisfaction.kpi.value"].flush_model()
        figures = {}
        for client_id, start, kpi, value, n in self.env.execute_query(
            SQL(
                """
                SELECT client_id, period_start, kpi, value, COALESCE(n, 0)
                  FROM satisfaction_kpi_value
                 WHERE program_id = %s AND scope = 'client' AND kpi = ANY(%s)
                   AND NOT COALESCE(is_year, FALSE)
                   AND NOT COALESCE(is_frozen, FALSE)
                """,
                program.id,
                list(EFFICIENCY_KPIS),
            )
        ):
            figures.setdefault((client_id, start), {})[kpi] = (value, n)
        return figures


def _prepare_efficiency(figures, is_dissatisfied, sla_met_from):
    """Columns of a score.

    :param figures: ``{kpi: (value, n)}`` of the score's client and period
    :param sla_met_from: share in % from which service levels count as kept
    """
    nothing = (None, 0)
    sla, sla_count = figures.get("sla_met", nothing)
    return {
        "ticket_count": figures.get("ticket_count", nothing)[1],
        "resolution_hours": figures.get("resolution_hours", nothing)[0],
        "reopened_share": figures.get("reopened_share", nothing)[0],
        "sla_met_share": sla,
        "sla_ticket_count": sla_count,
        "is_sla_met_dissatisfied": bool(
            sla is not None and sla >= sla_met_from and is_dissatisfied
        ),
    }
