# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SatisfactionScorecard(models.Model):
    """Scorecards and calculations as tables to read (R46)."""

    _inherit = "satisfaction.scorecard"

    overview_html = fields.Html(
        "Overview", compute="_compute_overview_html", sanitize=False
    )

    @api.depends(
        "level_ids.name",
        "level_ids.measure",
        "level_ids.weight",
        "level_ids.sequence",
        "level_ids.line_ids.weight",
        "level_ids.line_ids.sequence",
        "level_ids.line_ids.indicator_id",
    )
    @api.depends_context("lang")
    def _compute_overview_html(self):
        for scorecard in self:
            scorecard.overview_html = self.env["ir.qweb"]._render(
                "client_satisfaction.scorecard_overview",
                {
                    "levels": scorecard.level_ids,
                    "percent": self._get_percent_format(),
                },
            )

    def _get_calculation_rows(self, result, client=None, company=None):
        """A ``scoring.ScorecardResult`` as rows for :meth:`_render_calculation`.

        :param client: whose weights it was calculated with, to mark its own ones
        :return: list of dicts: ``kind`` (level, indicator), ``name``, ``weight``,
            ``weight_used`` (percent), ``points``, ``contribution`` (points or None),
            ``response_count``, ``weight_is_own``
        """
        self.ensure_one()
        names = {level.code: level.name for level in self.level_ids}
        indicators = {
            line.indicator_id.code: line.indicator_id
            for line in self.level_ids.line_ids
        }
        own_levels, own_indicators = (
            self._get_own_weights(client, company) if client else ({}, {})
        )
        rows = []
        for level in result.levels:
            rows.append(
                {
                    **_figures(level),
                    "kind": "level",
                    "name": names.get(level.code, level.code),
                    "weight_is_own": bool(client)
                    and (client.id, level.code) in own_levels,
                }
            )
            for one in level.indicators:
                indicator = indicators.get(one.code)
                rows.append(
                    {
                        **_figures(one),
                        "kind": "indicator",
                        "name": indicator.name if indicator else one.code,
                        "weight_is_own": bool(client and indicator)
                        and (client.id, indicator.id) in own_indicators,
                    }
                )
        return rows

    @api.model
    def _render_calculation(self, rows, total, count):
        """The calculation line by line, for a screen, the portal or a PDF (R46).

        :param rows: dicts or records with the keys of :meth:`_get_calculation_rows`,
            each level followed by its indicators; ``False`` points are not measured
        :param total: the integrated score, 0–100; None or False: not measured
        :param count: how many answered
        :return: ``Markup``, names escaped
        """
        # Here, because the renderers belong to the layer above the models.
        from ...report.figures import format_points, format_weight, format_weighted

        point = self.env["satisfaction.score"]._get_decimal_point()

        def show(formatter):
            return lambda value: (
                "–" if value is None or value is False else formatter(value, point)
            )

        return self.env["ir.qweb"]._render(
            "client_satisfaction.scorecard_calculation",
            {
                "rows": rows,
                "total": total,
                "count": count,
                "points": show(format_points),
                "percent": show(format_weight),
                "contribution": show(format_weighted),
                "number": self._format_number,
            },
        )

    @api.model
    def _get_percent_format(self):
        """A function from a percentage to text in the reader's language."""
        from ...report.figures import format_percent

        point = self.env["satisfaction.score"]._get_decimal_point()
        return lambda share: format_percent(share, point)

    @api.model
    def _format_number(self, weight):
        """A weight as it was typed, without idle zeros: ``12.5``."""
        text = f"{weight:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", self.env["satisfaction.score"]._get_decimal_point())


def _figures(part):
    """The figures of a level's or indicator's result."""
    return {
        "weight": part.weight,
        "weight_used": part.weight_used,
        "points": part.points,
        "contribution": part.contribution,
        "response_count": part.n,
    }
