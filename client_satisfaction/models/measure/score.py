# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...points_field import PointsField

TRENDS = [
    ("rise", "Rise"),
    ("fall", "Fall"),
    ("no_reliable_change", "No reliable change"),
    ("first", "First measurement"),
]

#: Who reads scores at all; record rules say whose.
SCORE_READERS = (
    "client_satisfaction.group_client_manager,"
    "client_satisfaction.group_senior_management"
)

#: What a frozen score keeps for ever. Bookkeeping (is_latest, is_dirty …) may change.
FROZEN_FIELDS = frozenset(
    {
        "client_id",
        "program_id",
        "period_start",
        "period_end",
        "period_label",
        "is_measured",
        "points",
        "is_provisional",
        "band_id",
        "is_acceptable",
        "is_unacceptable",
        "target_points",
        "response_count",
        "channel_count",
        "measured_channel_count",
        "has_interval",
        "interval_low",
        "interval_high",
        "previous_id",
        "change",
        "trend",
        "line_ids",
        # score_efficiency.py
        "ticket_count",
        "resolution_hours",
        "reopened_share",
        "sla_met_share",
        "sla_ticket_count",
        "is_sla_met_dissatisfied",
    }
)


class SatisfactionScore(models.Model):
    """One client's score of one period, with its calculation table (R51, R62).

    Computed once and shown everywhere: screen, portal, PDF, workbook, dashboard.
    A row exists where the client was asked something that counts in the period;
    when nobody answered it has no points at all (D5). How it is computed stands
    in ``score_recompute.py``, what is on the screen in ``score_display.py``.
    """

    _name = "satisfaction.score"
    _description = "Client Satisfaction Score"
    _order = "period_start desc, client_id, id"

    client_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True, readonly=True
    )
    client_manager_id = fields.Many2one(related="client_id.client_manager_id")
    program_id = fields.Many2one(
        "satisfaction.program",
        "Programme",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )
    period_start = fields.Date("Period from", required=True, index=True, readonly=True)
    period_end = fields.Date("Period until", required=True, readonly=True)
    period_label = fields.Char("Period", required=True, readonly=True)
    line_ids = fields.One2many(
        "satisfaction.score.line", "score_id", "Calculation table", readonly=True
    )
    is_measured = fields.Boolean(
        "Measured",
        readonly=True,
        help="False: nobody answered, there is no score (never 0).",
    )
    points = PointsField(
        "Score",
        digits=(5, 1),
        readonly=True,
        help="0 to 100 points, one decimal. Empty when not measured.",
    )
    is_provisional = fields.Boolean(
        "Provisional",
        readonly=True,
        help="The channel that takes missing weight has no answer itself.",
    )
    band_id = fields.Many2one("satisfaction.band", ondelete="restrict", readonly=True)
    is_acceptable = fields.Boolean(
        "Acceptable",
        readonly=True,
        help="At or above the acceptable score of the programme.",
    )
    is_unacceptable = fields.Boolean(
        "Unacceptable",
        readonly=True,
        help="Below the unacceptable score of the programme.",
    )
    target_points = fields.Float(
        "Target", digits=(5, 1), aggregator=None, readonly=True
    )
    target_gap = PointsField(
        "Against target",
        digits=(5, 1),
        readonly=True,
        help="Score minus target, in points.",
    )
    response_count = fields.Integer("Answers", readonly=True)
    channel_count = fields.Integer(
        "Channels", aggregator=None, readonly=True, help="Channels that have weight."
    )
    measured_channel_count = fields.Integer(
        "Channels measured", aggregator=None, readonly=True
    )
    has_interval = fields.Boolean(readonly=True)
    interval_low = PointsField(
        "Interval from",
        digits=(5, 1),
        aggregator=None,
        readonly=True,
        help="95 % confidence interval of the score.",
    )
    interval_high = PointsField(
        "Interval to", digits=(5, 1), aggregator=None, readonly=True
    )
    previous_id = fields.Many2one(
        "satisfaction.score",
        "Compared with",
        ondelete="set null",
        readonly=True,
        help="The client's latest earlier measured score.",
    )
    change = PointsField(
        digits=(5, 1), readonly=True, help="Points against the score compared with."
    )
    trend = fields.Selection(
        TRENDS,
        readonly=True,
        help="A rise or fall is named only when it is larger than chance.",
    )
    is_latest = fields.Boolean(
        "Latest", readonly=True, help="The client's latest measured score."
    )
    is_frozen = fields.Boolean(
        "Frozen",
        compute="_compute_is_frozen",
        store=True,
        help="The period is closed; the score no longer changes.",
    )
    is_dirty = fields.Boolean(
        readonly=True, help="To be computed anew, e.g. after a change of weights."
    )

    _client_period_unique = models.UniqueIndex(
        "(client_id, company_id, period_start, period_end)",
        "A client has one score for each period.",
    )
    _dirty_idx = models.Index("(client_id) WHERE is_dirty")
    _latest_idx = models.Index("(client_id, company_id) WHERE is_latest")
    _points_range = models.Constraint(
        "CHECK (points BETWEEN 0 AND 100 AND is_measured = (points IS NOT NULL))",
        "A measured score has 0 to 100 points, any other has none.",
    )

    # Follows the programme, so that it can't get out of step with it.
    @api.depends("program_id.state", "program_id.frozen_until", "period_end")
    def _compute_is_frozen(self):
        for score in self:
            program = score.program_id
            score.is_frozen = program._is_frozen(score.period_end)

    @api.depends("client_id", "period_label")
    def _compute_display_name(self):
        for score in self:
            score.display_name = (
                f"{score.client_id.display_name} · {score.period_label}"
            )

    def write(self, vals):
        """A frozen score never changes, whoever writes (R13, D7)."""
        if not FROZEN_FIELDS.isdisjoint(vals):
            self._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_not_frozen()

    def _check_not_frozen(self):
        frozen = self.filtered("is_frozen")
        if frozen:
            raise UserError(
                self.env._(
                    "%(score)s is frozen and can't change any more.",
                    score=frozen[0].display_name,
                )
            )

    def action_open_answers(self):
        """The ledger rows this score was computed from, whatever period they are of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_requests"
        )
        action["domain"] = self._get_answer_domain()
        action["context"] = {"create": False}
        action["display_name"] = self.env._("Answers behind %s", self.display_name)
        return action

    def _get_answer_domain(self):
        """Domain of ``satisfaction.request`` for the answers in the table's lines."""
        self.ensure_one()
        return Domain.AND(
            [
                Domain("company_id", "=", self.company_id.id),
                Domain("client_id", "=", self.client_id.id),
                Domain("state", "=", "answered"),
                Domain("is_scored", "=", True),
                Domain.OR(
                    Domain("channel_code", "=", line.channel_code)
                    & Domain("event_date", ">=", line.source_start)
                    & Domain("event_date", "<=", line.source_end)
                    for line in self.line_ids
                    if line.is_measured
                ),
            ]
        )
