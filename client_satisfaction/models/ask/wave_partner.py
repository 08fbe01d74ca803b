# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..measure.score import SCORE_READERS

# Columns of the table; older waves are in the analysis.
MOST_WAVES = 8


class ResPartner(models.Model):
    """A client's satisfaction over all waves (R108)."""

    _inherit = "res.partner"

    # As the reader, not as superuser: record rules say whose results one sees.
    satisfaction_wave_count = fields.Integer(
        "Waves",
        compute="_compute_satisfaction_wave_count",
        compute_sudo=False,
        groups=SCORE_READERS,
    )
    satisfaction_wave_html = fields.Html(
        "Over the waves",
        compute="_compute_satisfaction_wave_html",
        compute_sudo=False,
        sanitize=False,
        groups=SCORE_READERS,
    )

    @api.depends_context("uid")
    def _compute_satisfaction_wave_count(self):
        counts = dict(
            self.env["satisfaction.assessment"]._read_group(
                self._get_wave_domain(), ["client_id"], ["__count"]
            )
        )
        for partner in self:
            partner.satisfaction_wave_count = counts.get(partner._origin, 0)

    @api.depends_context("lang", "uid")
    def _compute_satisfaction_wave_html(self):
        assessments = self.env["satisfaction.assessment"].search(
            self._get_wave_domain(), order="date, id"
        )
        by_client = assessments.grouped("client_id")
        for partner in self:
            mine = by_client.get(partner._origin, assessments.browse())[-MOST_WAVES:]
            partner.satisfaction_wave_html = (
                self.env["ir.qweb"]._render(
                    "client_satisfaction.client_waves", mine._prepare_waves_view()
                )
                if mine
                else False
            )

    def _get_wave_domain(self):
        return (
            Domain("client_id", "in", self.ids)
            & Domain("wave_id", "!=", False)
            & Domain("points", "!=", False)
            & Domain("state", "!=", "cancelled")
        )

    def action_open_satisfaction_waves(self):
        """Levels and indicators of this client, wave by wave."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_wave_statistics"
        )
        return {
            **action,
            "domain": [("client_id", "=", self.id), ("wave_id", "!=", False)],
            "context": {},
        }


class SatisfactionAssessment(models.Model):
    _inherit = "satisfaction.assessment"

    def _prepare_waves_view(self):
        """Values of the template that shows one client's assessments in a row."""
        rows = {}
        for column, assessment in enumerate(self):
            for line in assessment.line_ids.filtered(lambda one: one.kind == "level"):
                cells = rows.setdefault(line.level_code, [None] * len(self))
                cells[column] = line
        return {
            "assessments": self,
            "charts": self._draw_waves(),
            "rows": [
                (next(cell.name for cell in reversed(cells) if cell), cells)
                for cells in rows.values()
            ],
            "trends": dict(self._fields["trend"]._description_selection(self.env)),
            **self.wave_id._get_formats(),
        }

    def _draw_waves(self):
        """These in a row, for a desk and, fewer of them, for a phone."""
        from ...report.client_review import PHONE_PERIODS

        review = self.env["report.client_satisfaction.client_review"]
        return (
            self._draw_waves_chart(680),
            self[-PHONE_PERIODS:]._draw_waves_chart(review._phone_width),
        )

    def _draw_waves_chart(self, width):
        from ...report.svg_charts import TrendPoint, trend_chart

        def figure(value):
            return None if value is False else value

        return trend_chart(
            [
                TrendPoint(
                    one.wave_id.name,
                    figure(one.points),
                    figure(one.interval_low),
                    figure(one.interval_high),
                    one.wave_id.state != "closed",
                )
                for one in self
            ],
            title=self.env._("Integrated score of %s", self.client_id[:1].name),
            target=figure(self[-1:].target_points),
            target_label=self.env._("target"),
            number=self.wave_id._get_formats()["points"],
            width=width,
        )
