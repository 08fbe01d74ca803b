# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models

from ...report.figures import (
    format_change,
    format_points,
    format_score,
    format_weight,
)


class SatisfactionScore(models.Model):
    """How a stored score reads on a screen. Words and marks only, no arithmetic."""

    _inherit = "satisfaction.score"

    score_text = fields.Char(
        "Score (interval, n)",
        compute="_compute_score_text",
        help='E.g. "92.2 (88.1–96.0, n = 14)": score, 95 % interval, answers.',
    )
    band_badge = fields.Html(
        "Band (badge)", compute="_compute_band_badge", sanitize=False
    )
    trend_text = fields.Char("Trend (words)", compute="_compute_trend_text")
    coverage_text = fields.Char("Channels answered", compute="_compute_coverage_text")
    formula_text = fields.Text("How it was computed", compute="_compute_formula_text")

    @api.model
    def _get_decimal_point(self):
        """The decimal sign of the reader's language."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return lang.decimal_point or "."

    @api.model
    def _get_hours_form(self):
        """How hours are written in the reader's language, the number left out."""
        return self.env._("%s h")

    @api.depends("points", "response_count", "interval_low", "interval_high")
    @api.depends_context("lang")
    def _compute_score_text(self):
        point = self._get_decimal_point()
        for score in self:
            if not score.is_measured:
                score.score_text = self.env._("not measured")
                continue
            low, high = (
                (score.interval_low, score.interval_high)
                if score.has_interval
                else (None, None)
            )
            score.score_text = format_score(
                score.points, score.response_count, low, high, point
            )

    @api.depends("band_id", "is_provisional")
    @api.depends_context("lang")
    def _compute_band_badge(self):
        pill = Markup(' <span class="badge rounded-pill text-bg-warning">%s</span>')
        provisional = pill % self.env._("Provisional")
        for score in self:
            badge = score.band_id._get_badge()
            if badge and score.is_provisional:
                badge += provisional
            score.band_badge = badge

    @api.depends("trend", "change")
    @api.depends_context("lang")
    def _compute_trend_text(self):
        """An arrow only where the change is larger than chance (D15)."""
        point = self._get_decimal_point()
        words = dict(self._fields["trend"]._description_selection(self.env))
        arrows = {"rise": "▲", "fall": "▼"}
        for score in self:
            arrow = arrows.get(score.trend)
            if arrow:
                score.trend_text = (
                    f"{arrow} {words[score.trend]} {format_change(score.change, point)}"
                )
            else:
                score.trend_text = words.get(score.trend, "")

    @api.depends("channel_count", "measured_channel_count")
    @api.depends_context("lang")
    def _compute_coverage_text(self):
        for score in self:
            score.coverage_text = self.env._(
                "%(measured)s of %(all)s",
                measured=score.measured_channel_count,
                all=score.channel_count,
            )

    @api.depends(
        "points",
        "is_provisional",
        "line_ids.points",
        "line_ids.weight",
        "line_ids.effective_weight",
        "line_ids.source_start",
        "line_ids.channel_id.name",
    )
    @api.depends_context("lang")
    def _compute_formula_text(self):
        for score in self:
            score.formula_text = "\n".join(score._word_formula())

    def _word_formula(self):
        """The calculation in words, a list of sentences (R62)."""
        self.ensure_one()
        if not self.is_measured:
            return [self.env._("Nobody answered, so there is no score.")]
        point = self._get_decimal_point()
        terms = " + ".join(
            f"{line.channel_id.name} {format_points(line.points, point)}"
            f" × {format_weight(line.effective_weight, point)}"
            for line in self.line_ids
            if line.is_measured and line.effective_weight
        )
        sentences = [f"{terms} = {format_points(self.points, point)}"]
        sentences += self._word_missing_channels(point)
        sentences += [
            self.env._(
                "%(channel)s: answers of %(period)s, which are still valid.",
                channel=line.channel_id.name,
                period=line.source_text,
            )
            for line in self.line_ids
            if line.is_measured and line.source_start < self.period_start
        ]
        return sentences

    def _word_missing_channels(self, point):
        missing = self.line_ids.filtered(
            lambda line: line.weight and not line.is_measured
        )
        if not missing:
            return []
        names = ", ".join(
            f"{line.channel_id.name} ({format_weight(line.weight, point)})"
            for line in missing
        )
        if self.is_provisional:
            return [
                self.env._(
                    "No answers: %(channels)s. The channel that takes missing weight"
                    " is among them, so the weights of the others were scaled to"
                    " 100 %% and the score is provisional.",
                    channels=names,
                )
            ]
        receiver = self.line_ids.filtered(
            lambda line: line.is_measured and line.effective_weight > line.weight
        )
        return [
            self.env._(
                "No answers: %(channels)s. Their weight went to %(receiver)s.",
                channels=names,
                receiver=", ".join(receiver.channel_id.mapped("name")),
            )
        ]
