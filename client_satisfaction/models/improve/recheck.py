# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...points_field import PointsField
from ...report.figures import format_score
from ...scoring import Moments, mean_interval, recheck_verdict, round_points

KINDS = [
    ("resurvey", "The same people again"),
    ("resample", "Other people of the client"),
    ("callback_during", "Call during the improvement"),
    ("callback_after", "Call after the improvement"),
]


class SatisfactionRecheck(models.Model):
    """A second look at a low result, kept beside the first (R59, R60).

    The first result is written down as it was. The answers of the second look are
    rows of the ledger that count in no score: otherwise asking the unhappy ones again
    would bend the very figure that is being examined.
    """

    _name = "satisfaction.recheck"
    _description = "Second Look at a Low Score"
    _order = "id desc"

    alert_id = fields.Many2one(
        "satisfaction.alert",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="alert_id.company_id", store=True)
    client_id = fields.Many2one(related="alert_id.client_id", store=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    survey_id = fields.Many2one(
        "survey.survey", "Questionnaire", readonly=True, ondelete="restrict"
    )
    request_ids = fields.One2many(
        "satisfaction.request", "recheck_id", "Asks", readonly=True
    )
    # The first result, as it was
    first_points = PointsField("First result", digits=(5, 1), readonly=True)
    first_count = fields.Integer("Answers then", readonly=True, aggregator=None)
    first_low = PointsField(digits=(5, 1), readonly=True)
    first_high = PointsField(digits=(5, 1), readonly=True)
    first_text = fields.Char("First", compute="_compute_texts")
    # The second one, from the answers there are
    asked_count = fields.Integer("Asked", compute="_compute_second")
    answered_count = fields.Integer("Answered", compute="_compute_second")
    was_reached = fields.Boolean(compute="_compute_second")
    points = PointsField("Second result", compute="_compute_second", digits=(5, 1))
    verdict = fields.Selection(
        [
            ("confirmed", "Confirmed"),
            ("not_confirmed", "Not confirmed"),
            ("not_sure", "Can't be said"),
        ],
        compute="_compute_second",
        help="Confirmed: the second result lies below the acceptable score by more"
        " than chance.",
    )
    second_text = fields.Char("Second", compute="_compute_second")

    @api.depends("first_points", "first_count", "first_low", "first_high")
    @api.depends_context("lang")
    def _compute_texts(self):
        point = self.env["satisfaction.score"]._get_decimal_point()
        for recheck in self:
            recheck.first_text = (
                format_score(
                    recheck.first_points,
                    recheck.first_count,
                    recheck.first_low or None,
                    recheck.first_high or None,
                    point,
                )
                if recheck.first_points is not False
                else self.env._("not measured")
            )

    # Not stored: an answer must not write a row that another answer writes too.
    @api.depends("request_ids.state", "request_ids.points", "request_ids.is_scored")
    @api.depends_context("lang")
    def _compute_second(self):
        point = self.env["satisfaction.score"]._get_decimal_point()
        for recheck in self:
            # sudo: whoever may read the second look may read its figures
            requests = recheck.sudo().request_ids
            answered = requests.filtered(lambda request: request.state == "answered")
            scored = answered.filtered("is_scored")
            moments = Moments.of(scored.mapped("points"))
            interval = mean_interval(moments)
            points = moments.mean
            recheck.asked_count = len(
                requests.filtered(lambda request: request.state != "skipped")
            )
            recheck.answered_count = len(answered)
            recheck.was_reached = bool(answered)
            recheck.points = None if points is None else round_points(points)
            recheck.verdict = recheck_verdict(
                points, interval, recheck.alert_id.program_id.acceptable_from or 80
            )
            recheck.second_text = (
                self.env._("no answer yet")
                if points is None
                else format_score(
                    points,
                    moments.n,
                    interval and interval.low,
                    interval and interval.high,
                    point,
                )
            )

    @api.depends("kind", "client_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for recheck in self:
            client = recheck.sudo().client_id.name or ""
            recheck.display_name = f"{client} · {kinds.get(recheck.kind, '')}"

    def action_open_requests(self):
        """The asks of this second look."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        return {
            **action,
            "domain": [("recheck_id", "=", self.id)],
            "context": {"create": False},
        }


class SatisfactionAlert(models.Model):
    _inherit = "satisfaction.alert"

    recheck_ids = fields.One2many(
        "satisfaction.recheck", "alert_id", "Second looks", readonly=True
    )


class SatisfactionRequest(models.Model):
    _inherit = "satisfaction.request"

    recheck_id = fields.Many2one(
        "satisfaction.recheck",
        "Second look",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
