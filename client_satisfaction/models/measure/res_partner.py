# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...points_field import PointsField
from .score import SCORE_READERS, TRENDS


class ResPartner(models.Model):
    """A client's latest measured score, on the client and on its contacts."""

    _inherit = "res.partner"

    satisfaction_score_ids = fields.One2many(
        "satisfaction.score", "client_id", "Satisfaction scores", groups=SCORE_READERS
    )
    satisfaction_score_id = fields.Many2one(
        "satisfaction.score",
        "Latest score",
        compute="_compute_satisfaction_score",
        search="_search_satisfaction_score_id",
        groups=SCORE_READERS,
        help="The latest measured score in the companies you are looking at.",
    )
    satisfaction_is_measured = fields.Boolean(
        "Satisfaction measured",
        compute="_compute_satisfaction_score",
        groups=SCORE_READERS,
    )
    satisfaction_points = PointsField(
        "Satisfaction",
        digits=(5, 1),
        compute="_compute_satisfaction_score",
        groups=SCORE_READERS,
    )
    satisfaction_band_id = fields.Many2one(
        "satisfaction.band",
        "Satisfaction band",
        compute="_compute_satisfaction_score",
        groups=SCORE_READERS,
    )
    satisfaction_trend = fields.Selection(
        TRENDS, compute="_compute_satisfaction_score", groups=SCORE_READERS
    )
    satisfaction_period_label = fields.Char(
        compute="_compute_satisfaction_score", groups=SCORE_READERS
    )
    satisfaction_score_text = fields.Char(
        compute="_compute_satisfaction_score", groups=SCORE_READERS
    )
    satisfaction_band_badge = fields.Html(
        compute="_compute_satisfaction_score", groups=SCORE_READERS, sanitize=False
    )
    satisfaction_trend_text = fields.Char(
        compute="_compute_satisfaction_score", groups=SCORE_READERS
    )
    satisfaction_response_count = fields.Integer(
        "Answers", compute="_compute_satisfaction_score", groups=SCORE_READERS
    )
    satisfaction_coverage_text = fields.Char(
        "Channels answered",
        compute="_compute_satisfaction_score",
        groups=SCORE_READERS,
    )

    @api.depends(
        "commercial_partner_id.client_manager_id",
        "satisfaction_score_ids.is_latest",
        "satisfaction_score_ids.points",
    )
    @api.depends_context("allowed_company_ids", "uid", "lang")
    def _compute_satisfaction_score(self):
        """One query for any number of partners; the reader's record rules hold.

        No related fields here: these are computed as superuser, and a client manager
        would read the scores of other managers' clients.
        """
        scores = self.env["satisfaction.score"].search(
            Domain("client_id", "in", self.commercial_partner_id.ids)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("is_latest", "=", True),
            order="period_start, id",
        )
        latest = {score.client_id.id: score for score in scores}
        nothing = self.env["satisfaction.score"]
        user = self.env.user
        reads_all = self.env.su or user.has_groups(
            "client_satisfaction.group_program_manager,"
            "client_satisfaction.group_senior_management"
        )
        for partner in self:
            client = partner.commercial_partner_id._origin
            score = latest.get(client.id, nothing)
            partner.satisfaction_score_id = score
            partner.satisfaction_is_measured = score.is_measured
            partner.satisfaction_points = score.points
            partner.satisfaction_band_id = score.band_id
            partner.satisfaction_trend = score.trend
            partner.satisfaction_period_label = score.period_label
            text = score.score_text
            # Not said of clients whose scores are not for this reader's eyes.
            if not score and (reads_all or client.client_manager_id == user):
                text = self.env._("not measured")
            partner.satisfaction_score_text = text
            partner.satisfaction_band_badge = score.band_badge
            partner.satisfaction_trend_text = score.trend_text
            partner.satisfaction_response_count = score.response_count
            partner.satisfaction_coverage_text = score.coverage_text

    @api.model
    def _search_satisfaction_score_id(self, operator, value):
        """Clients by their latest score, e.g. ``satisfaction_score_id.points < 60``."""
        if operator == "any":
            wanted = Domain(value)
        elif operator == "in" and False not in value:
            wanted = Domain("id", "in", value)
        else:
            return NotImplemented
        latest = (
            Domain("is_latest", "=", True)
            & Domain("company_id", "in", self.env.companies.ids)
            & wanted
        )
        return Domain("commercial_partner_id.satisfaction_score_ids", "any", latest)

    def action_open_satisfaction_scores(self):
        """All scores of this contact's client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_scores"
        )
        action["domain"] = [("client_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"search_default_measured": 1}
        action["display_name"] = self.env._(
            "Satisfaction of %s", self.commercial_partner_id.display_name
        )
        return action
