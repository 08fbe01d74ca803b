# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...points_field import PointsField
from ...scoring import nps_of_counts

#: A mean of fewer other clients would tell about single ones.
LEAST_GROUP = 3


class SatisfactionAssessment(models.Model):
    """How a stored result reads on a screen; no arithmetic of its own."""

    _inherit = "satisfaction.assessment"

    score_text = fields.Char(
        "Score (interval, n)",
        compute="_compute_texts",
        help='E.g. "75.0 (60.1–89.9, n = 3)": score, 95 % interval, respondents.',
    )
    trend_text = fields.Char("Trend (words)", compute="_compute_texts")
    nps_text = fields.Char("NPS", compute="_compute_texts")
    target_gap = PointsField(
        "Against target", compute="_compute_target_gap", digits=(5, 1)
    )
    fallen_line_ids = fields.One2many(
        "satisfaction.assessment.line",
        compute="_compute_fallen_line_ids",
        string="Fallen beyond chance",
        groups="client_satisfaction.group_client_manager,"
        "client_satisfaction.group_senior_management",
    )
    chart = fields.Html(compute="_compute_chart", sanitize=False)
    calculation = fields.Html(compute="_compute_calculation", sanitize=False)
    drill_down = fields.Html(compute="_compute_drill_down", sanitize=False)

    @api.depends("points", "target_points")
    def _compute_target_gap(self):
        for assessment in self:
            has_both = False not in (assessment.points, assessment.target_points)
            assessment.target_gap = (
                assessment.points - assessment.target_points if has_both else False
            )

    @api.depends(
        "points",
        "response_count",
        "interval_low",
        "interval_high",
        "trend",
        "change",
        "promoters",
        "passives",
        "detractors",
    )
    @api.depends_context("lang")
    def _compute_texts(self):
        # Here, because the renderers belong to the layer above the models.
        from ...report.figures import format_kpi, format_score

        point = self.env["satisfaction.score"]._get_decimal_point()
        for one in self:
            one.score_text = (
                self.env._("not measured")
                if one.points is False
                else format_score(
                    one.points,
                    one.response_count,
                    *_ends(one),
                    point,
                )
            )
            one.trend_text = one._word_trend(one, point)
            result = nps_of_counts(one.promoters, one.passives, one.detractors)
            one.nps_text = (
                ""
                if result.nps is None
                else format_kpi(
                    result.nps,
                    result.n,
                    "nps",
                    result.interval.low,
                    result.interval.high,
                    point,
                )
            )

    @api.model
    def _word_trend(self, record, point):
        """An arrow only where the change is larger than chance (D15)."""
        from ...report.figures import format_change

        words = dict(self._fields["trend"]._description_selection(self.env))
        arrow = {"rise": "▲", "fall": "▼"}.get(record.trend)
        if arrow:
            return (
                f"{arrow} {words[record.trend]} {format_change(record.change, point)}"
            )
        return words.get(record.trend, "")

    @api.depends("line_ids.trend", "line_ids.change")
    def _compute_fallen_line_ids(self):
        """What fell, the deepest fall first (R48)."""
        for one in self:
            one.fallen_line_ids = one.line_ids.filtered(
                lambda line: line.trend == "fall"
            ).sorted("change")

    @api.depends("line_ids.points", "target_points")
    @api.depends_context("lang")
    def _compute_chart(self):
        """The levels against the target, with the time before and the intervals."""
        from ...report.figures import format_points
        from ...report.svg_charts import Bar, bar_chart

        point = self.env["satisfaction.score"]._get_decimal_point()

        def number(value):
            return format_points(value, point)

        for one in self:
            levels = one.line_ids.filtered(lambda line: line.kind == "level")
            if not levels:
                one.chart = False
                continue
            bars = [
                Bar(
                    line.name,
                    None if line.points is False else line.points,
                    *_ends(line),
                    note=one._note_bar(line, number),
                )
                for line in levels
            ]
            one.chart = bar_chart(
                bars,
                title=self.env._("Result by level"),
                description=", ".join(
                    f"{bar.label} {bar.points if bar.points is not None else '–'}"
                    for bar in bars
                ),
                target=None if one.target_points is False else one.target_points,
                target_label=self.env._("Target"),
                number=number,
            )

    def _note_bar(self, line, number):
        words = [f"n = {line.response_count}"]
        if line.previous_points is not False:
            words.append(
                self.env._("before %(points)s", points=number(line.previous_points))
            )
        return " · ".join(words)

    @api.depends("line_ids.points", "points")
    @api.depends_context("lang")
    def _compute_calculation(self):
        for one in self:
            one.calculation = (
                self.env["satisfaction.scorecard"]._render_calculation(
                    one.line_ids, one.points, one.response_count
                )
                if one.line_ids
                else False
            )

    @api.depends("line_ids.points", "line_ids.change", "request_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_drill_down(self):
        """Levels, their indicators, and what each respondent answered (R48)."""
        for one in self:
            one.drill_down = one._render_drill_down() if one.line_ids else False

    def _render_drill_down(self):
        from ...report.figures import format_points, format_score

        point = self.env["satisfaction.score"]._get_decimal_point()
        answers = self._list_answers()
        group = self.line_ids._get_group_means()

        def show(line):
            mean, count = group.get(line._get_group_key(), (None, 0))
            return {
                "line": line,
                "score": format_score(
                    None if line.points is False else line.points,
                    line.response_count,
                    *_ends(line),
                    point,
                ),
                "trend": self._word_trend(line, point),
                "before": ""
                if line.previous_points is False
                else format_points(line.previous_points, point),
                "group": ""
                if mean is None
                else f"{format_points(mean, point)} (n = {count})",
                "executive": _show(line.executive_points, format_points, point),
                "user": _show(line.user_points, format_points, point),
                "answers": answers.get(line.indicator_id.id, []),
            }

        lines = self.line_ids
        indicators = lines.filtered(lambda line: line.kind == "indicator").grouped(
            "level_code"
        )
        # What fell beyond chance stands on top, the deepest fall first.
        levels = lines.filtered(lambda line: line.kind == "level").sorted(_fall_first)
        return self.env["ir.qweb"]._render(
            "client_satisfaction.assessment_drill_down",
            {
                "levels": [
                    {
                        **show(level),
                        "indicators": [
                            show(line)
                            for line in indicators.get(
                                level.level_code, lines.browse()
                            ).sorted(_fall_first)
                        ],
                    }
                    for level in levels
                ]
            },
        )

    def _list_answers(self):
        """``{indicator id: [dict of who, role, question, answer, points]}``."""
        roles = dict(
            self.env["res.partner"]
            ._fields["satisfaction_role"]
            ._description_selection(self.env)
        )
        # Searched as the reader: who may not read an answer doesn't see it here.
        asks = self.env["satisfaction.request"].search(
            [
                ("assessment_id", "in", self.ids),
                ("state", "=", "answered"),
                ("is_scored", "=", True),
            ],
            order="id",
        )
        shown = {}
        for ask in asks:
            # sudo: lines of an answer the reader may read
            for line in ask.user_input_id.sudo().user_input_line_ids:
                question = line.question_id
                indicator = question.satisfaction_indicator_id
                if not indicator:
                    continue
                if line.satisfaction_is_na:
                    value = self.env._("can't judge")
                elif line.answer_type == "scale":
                    value = f"{line.value_scale} / {question.scale_max}"
                else:
                    value = line.suggested_answer_id.value or ""
                shown.setdefault(indicator.id, []).append(
                    {
                        "who": ask.partner_id.sudo().name or "",
                        "role": roles.get(ask.respondent_role, ""),
                        "question": question.title,
                        "answer": value,
                        "points": line.satisfaction_points,
                    }
                )
        return {
            key: sorted(
                found,
                key=lambda one: (one["points"] is False, one["points"] or 0),
            )
            for key, found in shown.items()
        }

    def action_open_result(self):
        """The result of this assessment, from wherever one looks at it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (
                    self.env.ref(
                        "client_satisfaction.satisfaction_assessment_view_result"
                    ).id,
                    "form",
                )
            ],
        }


class SatisfactionAssessmentLine(models.Model):
    _inherit = "satisfaction.assessment.line"

    score_text = fields.Char("Score (interval, n)", compute="_compute_texts")
    trend_text = fields.Char("Trend (words)", compute="_compute_texts")
    group_points = PointsField(
        "Other clients",
        compute="_compute_group_points",
        digits=(5, 1),
        help="Mean of the other clients in the same wave, or in the same programme;"
        " shown from three clients on.",
    )

    @api.depends("points", "interval_low", "interval_high", "trend", "change")
    @api.depends_context("lang")
    def _compute_texts(self):
        from ...report.figures import format_score

        point = self.env["satisfaction.score"]._get_decimal_point()
        assessments = self.env["satisfaction.assessment"]
        for line in self:
            line.score_text = format_score(
                None if line.points is False else line.points,
                line.response_count,
                *_ends(line),
                point,
            )
            line.trend_text = assessments._word_trend(line, point)

    @api.depends("points", "wave_id", "program_id")
    def _compute_group_points(self):
        means = self._get_group_means()
        for line in self:
            mean, _count = means.get(line._get_group_key(), (None, 0))
            line.group_points = mean

    def _get_group_key(self):
        self.ensure_one()
        return (
            self.assessment_id.id,
            self.kind,
            self.level_code,
            self.indicator_id.id,
        )

    def _get_group_means(self):
        """``{group key: (mean, clients)}`` of the others in a line's wave.

        From ``LEAST_GROUP`` other clients on, so that nobody can be told from it.
        """
        means = {}
        for assessment in self.assessment_id:
            domain = [
                ("company_id", "=", assessment.company_id.id),
                ("client_id", "!=", assessment.client_id.id),
                ("points", "!=", False),
                ("wave_id", "=", assessment.wave_id.id)
                if assessment.wave_id
                else ("program_id", "=", assessment.program_id.id),
            ]
            # sudo: only means of several other clients come out of this
            for kind, code, indicator, mean, count in self.sudo()._read_group(
                domain,
                ["kind", "level_code", "indicator_id"],
                ["points:avg", "client_id:count_distinct"],
            ):
                if count >= LEAST_GROUP:
                    means[assessment.id, kind, code, indicator.id] = (mean, count)
        return means

    def action_open_assessment(self):
        """The whole result this line is part of."""
        return self.assessment_id.action_open_result()


def _fall_first(line):
    """Sort key: falls beyond chance before the rest, the deepest one first."""
    fell = line.trend == "fall"
    return (not fell, line.change if fell else 0, line.sequence)


def _ends(record):
    """Both ends of an interval, None where there is none."""
    return tuple(
        None if end is False else end
        for end in (record.interval_low, record.interval_high)
    )


def _show(points, formatter, point):
    return "" if points is False else formatter(points, point)
