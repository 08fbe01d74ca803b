# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .wave_result import RESULT_READERS

# Clients named in a comparison; the list view has them all.
MOST_NAMES = 40


class SatisfactionWave(models.Model):
    """Results as people read them: sentences, tables and charts."""

    _inherit = "satisfaction.wave"

    result_html = fields.Html(
        "Result", compute="_compute_result_html", sanitize=False, groups=RESULT_READERS
    )
    comparison_html = fields.Html(
        "Against the wave before",
        compute="_compute_result_html",
        sanitize=False,
        groups=RESULT_READERS,
    )
    points_text = fields.Char(
        "Score", compute="_compute_points_text", groups=RESULT_READERS
    )

    @api.depends("points", "interval_low", "interval_high", "answered_client_count")
    @api.depends_context("lang")
    def _compute_points_text(self):
        from ...report.figures import format_score

        for wave in self:
            wave.points_text = (
                format_score(
                    _figure(wave.points),
                    wave.answered_client_count,
                    _figure(wave.interval_low),
                    _figure(wave.interval_high),
                    self._get_decimal_point(),
                )
                if wave.results_at
                else False
            )

    @api.depends("results_at", "result_ids")
    @api.depends_context("lang")
    def _compute_result_html(self):
        qweb = self.env["ir.qweb"]
        for wave in self:
            wave.result_html = wave.comparison_html = False
            if not wave.results_at:
                continue
            wave.result_html = qweb._render(
                "client_satisfaction.wave_result", wave._prepare_result_view()
            )
            if wave.same_count:
                wave.comparison_html = qweb._render(
                    "client_satisfaction.wave_comparison",
                    wave._prepare_comparison_view(wave._get_stored_rows()),
                )

    # ------------------------------------------------------------------
    # Values of the templates
    # ------------------------------------------------------------------
    def _get_decimal_point(self):
        lang = self.env["res.lang"]._get_data(code=self.env.lang)
        return lang.decimal_point or "."

    def _get_formats(self):
        """Functions that write figures in the reader's language."""
        from ...report import figures

        point = self._get_decimal_point()

        def interval(low, high):
            return figures.format_interval(_figure(low), _figure(high), point)

        def change_interval(low, high):
            low, high = _figure(low), _figure(high)
            if low is None or high is None:
                return ""
            return " … ".join(figures.format_change(end, point) for end in (low, high))

        return {
            "points": lambda value: figures.format_points(_figure(value), point),
            "change": lambda value: figures.format_change(value, point),
            "percent": lambda value: figures.format_percent(_figure(value), point),
            "interval": interval,
            "change_interval": change_interval,
            "nps": lambda value: (
                figures.NOT_MEASURED
                if value is False
                else figures.format_change(value, point)
            ),
        }

    def _prepare_result_view(self):
        self.ensure_one()
        return {
            "wave": self,
            "roles": self.result_ids.filtered(lambda line: line.kind == "role"),
            "lines": self.result_ids.filtered(lambda line: line.kind != "role"),
            "chart": self._draw_levels(),
            "overridden": self.assessment_ids.sudo().search_count(
                [("wave_id", "=", self.id), ("independence", "=", "overridden")]
            ),
            **self._get_formats(),
        }

    def _draw_levels(self):
        """Levels against the target, as bars."""
        from ...report.svg_charts import Bar, bar_chart

        formats = self._get_formats()
        levels = self.result_ids.filtered(lambda line: line.kind == "level")
        if not any(level.client_count for level in levels):
            return False
        return bar_chart(
            [
                Bar(
                    level.name,
                    _figure(level.points),
                    _figure(level.interval_low),
                    _figure(level.interval_high),
                    self.env._("n = %s", level.client_count),
                )
                for level in levels
            ],
            title=self.env._("Levels of %s", self.name),
            target=_figure(self.target_points),
            target_label=self.env._("target %s", formats["points"](self.target_points)),
            number=formats["points"],
        )

    def _get_stored_rows(self):
        """Rows of the comparison with the wave before, from the stored results."""
        self.ensure_one()
        return [
            _row("total", self.env._("Integrated score"), self),
            *(
                _row(line.kind, line.name, line)
                for line in self.result_ids
                if line.kind != "role" and line.same_count
            ),
        ]

    def _get_compared_rows(self, pairs):
        """Rows of a comparison with any wave, see ``_compare``."""
        self.ensure_one()
        from .wave_compare import TOTAL
        from .wave_result import _prepare_pair

        rows = []
        named = [(TOTAL, self.env._("Integrated score"))]
        for level in self.scorecard_id.level_ids.sorted("sequence"):
            named.append((("level", level.code, 0), level.name))
            named += [
                (("indicator", "", line.indicator_id.id), line.indicator_id.name)
                for line in level.line_ids.sorted("sequence")
            ]
        for key, name in named:
            if key in pairs:
                rows.append({"kind": key[0], "name": name, **_prepare_pair(pairs[key])})
        return rows

    def _prepare_comparison_view(self, rows, other=None, only_now=(), only_then=()):
        """Values of the template of a comparison.

        :param rows: see ``_row``
        :param other: the wave compared with; default: the stored one
        :param only_now: clients only in this wave; None: not told
        :param only_then: clients only in the other one
        """
        self.ensure_one()
        other = other or self.compared_id
        for row in rows:
            row["is_reliable"] = _is_reliable(row)
        return {
            "wave": self,
            "other": other,
            "total": rows[0] if rows else None,
            "rows": rows,
            "chart": self._draw_changes(rows, other),
            "only_now": _name_some(only_now),
            "only_then": _name_some(only_then),
            **self._get_formats(),
        }

    def _draw_changes(self, rows, other):
        from ...report.svg_change import ChangeRow, change_chart

        shown = [row for row in rows if row["kind"] != "indicator"]
        if not shown:
            return False
        formats = self._get_formats()
        return change_chart(
            [
                ChangeRow(
                    row["name"],
                    row["same_before"],
                    row["same_after"],
                    row["same_change"],
                    row["is_reliable"],
                    self.env._("n = %s", row["same_count"]),
                )
                for row in shown
            ],
            title=self.env._(
                "%(wave)s against %(other)s", wave=self.name, other=other.name
            ),
            before_label=other.name,
            after_label=self.name,
            number=formats["points"],
            signed=formats["change"],
        )


def _figure(value):
    """Points for the renderers: None where nothing was measured."""
    return None if value is False else value


def _row(kind, name, record):
    """A row of a comparison from stored figures of a wave or a result line."""
    names = (
        "same_count",
        "same_before",
        "same_after",
        "same_change",
        "change_low",
        "change_high",
        "rose_count",
        "held_count",
        "fell_count",
    )
    return {"kind": kind, "name": name, **{one: record[one] for one in names}}


def _is_reliable(row):
    """Whether the interval of the mean change leaves out "no change"."""
    low, high = row["change_low"], row["change_high"]
    # Not "in (None, False)": 0.0 is a figure, and equal to False.
    if low is None or low is False or high is None or high is False:
        return False
    return low > 0 or high < 0


def _name_some(clients):
    """Names of clients, not too many, and how many more there are."""
    names = [client.name or "" for client in clients[:MOST_NAMES]]
    return {"names": names, "more": max(0, len(clients) - MOST_NAMES)}
