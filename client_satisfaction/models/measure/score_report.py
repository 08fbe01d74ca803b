# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ...points_field import PointsField


class SatisfactionScoreReport(models.Model):
    """Analysis of clients: one row per stored score (R61, R82, R109, R116, D9).

    Shares are row-wise as in the analysis of asks: a measured client says 100 or 0
    percent about the 75 % rule, one that wasn't measured says nothing about it and 0
    about the coverage. So both stand side by side at any grouping.
    """

    _name = "satisfaction.score.report"
    _description = "Analysis of Clients"
    _auto = False
    _order = "period_start desc, client_id, id desc"
    _rec_name = "client_id"

    score_id = fields.Many2one("satisfaction.score", "Score record", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    program_id = fields.Many2one("satisfaction.program", "Programme", readonly=True)
    client_id = fields.Many2one("res.partner", readonly=True)
    client_manager_id = fields.Many2one("res.users", readonly=True)
    agreement_level_id = fields.Many2one("satisfaction.agreement.level", readonly=True)
    is_vip = fields.Boolean("VIP client", readonly=True)
    period_start = fields.Date("Period from", readonly=True)
    period_label = fields.Char("Period", readonly=True)
    band_id = fields.Many2one("satisfaction.band", readonly=True)
    is_latest = fields.Boolean("Latest score", readonly=True)
    is_provisional = fields.Boolean("Provisional", readonly=True)
    points = PointsField("Score", readonly=True, help="0 to 100 points.")
    satisfied_share = PointsField(
        "Satisfied clients %",
        readonly=True,
        help="Clients with an acceptable score, of the measured ones.",
    )
    coverage = PointsField(
        "Clients measured %",
        readonly=True,
        help="Clients with a score, of all that were asked something that counts.",
    )
    change = PointsField(
        "Change", readonly=True, help="Points against the client's score before."
    )
    response_count = fields.Integer("Answers", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT score.id, score.id AS score_id, score.company_id, score.program_id,
                   score.client_id, score.period_start, score.period_label,
                   score.band_id, score.is_latest, score.is_provisional,
                   score.response_count, client.client_manager_id,
                   client.agreement_level_id, client.satisfaction_is_vip AS is_vip,
                   CASE WHEN score.is_measured THEN score.points END AS points,
                   CASE WHEN score.is_measured AND score.is_acceptable THEN 100.0
                        WHEN score.is_measured THEN 0.0
                   END AS satisfied_share,
                   CASE WHEN score.is_measured THEN 100.0 ELSE 0.0 END AS coverage,
                   CASE WHEN score.is_measured THEN score.change END AS change
              FROM satisfaction_score AS score
              LEFT JOIN res_partner AS client ON client.id = score.client_id
            """
        )

    _depends = {
        "satisfaction.score": [
            "band_id",
            "change",
            "client_id",
            "company_id",
            "is_acceptable",
            "is_latest",
            "is_measured",
            "is_provisional",
            "period_label",
            "period_start",
            "points",
            "program_id",
            "response_count",
        ],
        "res.partner": [
            "agreement_level_id",
            "client_manager_id",
            "satisfaction_is_vip",
        ],
    }

    def action_open_score(self):
        """The score behind this row, with its calculation table."""
        self.ensure_one()
        return self.score_id._get_records_action()
