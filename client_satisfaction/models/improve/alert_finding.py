# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools.misc import format_date

from ...points_field import PointsField
from ...report.figures import format_percent, format_points

KINDS = [
    ("fall", "Fell against the own past"),
    ("target", "Below the target"),
    ("group", "Below the other clients"),
    ("low", "Below the acceptable score"),
    ("unacceptable", "Below the unacceptable score"),
    ("level", "Fell at one level"),
    ("asks", "Asks without an answer"),
    ("days", "No answer for a long time"),
    ("rate", "Fewer answers than before"),
]


class SatisfactionAlertFinding(models.Model):
    """One figure that speaks for an alert, with what it was compared with."""

    _name = "satisfaction.alert.finding"
    _description = "Satisfaction Alert Finding"
    _order = "alert_id, sequence, id"

    alert_id = fields.Many2one(
        "satisfaction.alert", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True)
    level_id = fields.Many2one(
        "satisfaction.scorecard.level",
        ondelete="cascade",
        help="Of “Fell at one level”.",
    )
    channel_id = fields.Many2one(
        "satisfaction.channel",
        ondelete="cascade",
        help="Of “Fewer answers than before”.",
    )
    value = PointsField(
        help="Points, or percent for rates, or a number of asks or days."
    )
    reference = PointsField("Compared with")
    n = fields.Integer("Answers", aggregator=None)
    certainty = fields.Selection(
        [
            ("beyond_chance", "More than chance"),
            ("beyond_drop", "Large, may be chance"),
        ],
        help="More than chance: the 95 % intervals leave no room for no difference.",
    )
    since = fields.Date(help="Day of the last answer.")
    text = fields.Char(compute="_compute_text")

    @api.depends(
        "kind",
        "level_id.name",
        "channel_id.name",
        "value",
        "reference",
        "n",
        "certainty",
        "since",
    )
    @api.depends_context("lang")
    def _compute_text(self):
        point = self.env["satisfaction.score"]._get_decimal_point()
        for finding in self:
            value = format_points(finding.value, point)
            reference = format_points(finding.reference, point)
            if finding.kind == "fall":
                text = self.env._(
                    "fell from %(before)s to %(now)s", before=reference, now=value
                )
            elif finding.kind == "target":
                text = self.env._(
                    "%(now)s, target %(target)s", now=value, target=reference
                )
            elif finding.kind == "group":
                text = self.env._(
                    "%(now)s, the other clients %(others)s", now=value, others=reference
                )
            elif finding.kind == "low":
                text = self.env._(
                    "%(now)s, acceptable from %(limit)s", now=value, limit=reference
                )
            elif finding.kind == "unacceptable":
                text = self.env._(
                    "%(now)s, unacceptable below %(limit)s", now=value, limit=reference
                )
            elif finding.kind == "level":
                text = self.env._(
                    "“%(level)s” fell from %(before)s to %(now)s",
                    # sudo: who may read the alert may know what it is about. A level
                    # renamed since has no name here after the update from 19.0.1.0.0.
                    level=finding.sudo().level_id.name or "…",
                    before=reference,
                    now=value,
                )
            elif finding.kind == "asks":
                text = self.env._(
                    "the last %(count)s asks brought no answer", count=finding.n
                )
            elif finding.kind == "days":
                text = (
                    self.env._(
                        "last answer on %(day)s",
                        day=format_date(self.env, finding.since),
                    )
                    if finding.since
                    else self.env._("never answered")
                )
            else:
                text = self.env._(
                    "%(channel)s: %(now)s of the asks answered, before %(before)s",
                    channel=finding.sudo().channel_id.name or "…",
                    now=format_percent(finding.value, point),
                    before=format_percent(finding.reference, point),
                )
            if finding.certainty == "beyond_chance" and finding.kind not in (
                "low",
                "unacceptable",
            ):
                text = self.env._("%(finding)s (more than chance)", finding=text)
            finding.text = text
