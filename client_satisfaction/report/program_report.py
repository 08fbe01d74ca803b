# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..scoring import is_on_good_side, target_status
from . import figures, svg_charts

TREND_PERIODS = 8
#: Beside which KPI stands which other one, so that none is judged alone (R6, R9).
EFFICIENCY = (
    "ticket_count",
    "resolution_hours",
    "resolution_mean",
    "reopened_share",
    "sla_met",
)


class ReportProgram(models.AbstractModel):
    """The programme's results of a period, for management (R103, R104, R107).

    Target, level, problems and suggestions; on which sources it rests and what it
    doesn't know. Every figure is a stored one, or a mean of stored scores made by
    ``scoring``.
    """

    _name = "report.client_satisfaction.program_report"
    _description = "Programme Report"
    _inherit = [
        "satisfaction.client.document",
        "satisfaction.program.report.results",
        "satisfaction.program.report.work",
        "satisfaction.program.report.sources",
    ]
    _document_model = "satisfaction.program.report"

    def _get_foot(self, report):
        return f"{report.display_name} · {report.company_id.name}"

    def _get_page(self, report):
        values = self._fetch_kpis(report)
        scores = self._fetch_scores(report)
        start = format_date(self.env, report.period_start)
        end = format_date(self.env, report.period_end)
        return {
            "company": self._get_company(report.company_id),
            "program": report.program_id.name,
            "manager": report.program_id.manager_id.name or "",
            "period": report.period_label,
            "dates": f"{start} – {end}",
            "edition": report.edition if report.edition > 1 else 0,
            "is_draft": report.state == "draft",
            "level": self._get_level(report, values),
            "trend_chart": self._draw_trend(report),
            "bands": self._get_bands(report, scores),
            "words": [
                {"title": title, "text": text.strip()}
                for title, text in (
                    (self.env._("What the trend says"), report.trend_note or ""),
                    (self.env._("Why it changed"), report.cause_note or ""),
                    (self.env._("What we suggest"), report.suggestion_note or ""),
                )
                if text.strip()
            ],
            "kpis": self._get_kpis(report, values),
            "channels": self._get_channels(report, scores, values),
            "channel_chart": self._draw_channels(report, scores),
            "types": self._get_client_types(report, scores),
            "teams": self._get_teams(values),
            "wave": self._get_wave(report),
            "low_clients": self._get_low_clients(scores),
            "cases": self._get_cases(report),
            "alerts": self._get_alerts(report),
            "late_actions": self._get_late_actions(report),
            "remarks": self._get_remarks(report),
            "actions": self._get_actions(report),
            "recovery": self._get_recovery(report),
            "sources": self._get_sources(report),
            "limits": self._get_limits(report, scores, values),
            "readers": report.user_ids.mapped("name"),
        }

    # ------------------------------------------------------------------
    # How figures are written
    # ------------------------------------------------------------------
    def _decimal_point(self):
        return self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."

    def _number(self, points):
        return figures.format_points(points, self._decimal_point())

    def _percent(self, share):
        return figures.format_percent(share, self._decimal_point())

    # ------------------------------------------------------------------
    # Target and level
    # ------------------------------------------------------------------
    def _is_year(self, report):
        """Whether it is about a year that has shorter periods."""
        return (
            report.period_kind == "year" and report.program_id.period_length != "year"
        )

    def _fetch_kpis(self, report):
        """``{(kpi, scope, record id, channel): satisfaction.kpi.value}``"""
        values = self.env["satisfaction.kpi.value"].search(
            Domain("program_id", "=", report.program_id.id)
            & Domain("period_start", "=", report.period_start)
            & Domain("period_end", "=", report.period_end)
            & Domain("is_year", "=", self._is_year(report))
            & Domain("scope", "in", ("company", "team"))
        )
        return {value._get_name(): value for value in values}

    def _get_company_value(self, values, kpi, channel_code=""):
        nothing = self.env["satisfaction.kpi.value"]
        return values.get((kpi, "company", 0, channel_code), nothing)

    def _get_level(self, report, values):
        program = report.program_id
        score = self._get_company_value(values, "score")
        share = self._get_company_value(values, "satisfied_share")
        points = score.value if score.is_measured else None
        band = program._find_band(points)
        states = dict(
            self.env["satisfaction.target"]
            ._fields["status"]
            ._description_selection(self.env)
        )
        return {
            "target": self._number(program.target_points),
            "points": self._number(points),
            "figure": score.figure_text or self.env._("not measured"),
            "interval": score.interval_text or "",
            "count": score.n,
            "measured": score.is_measured,
            "band": band.name or "",
            "band_color": svg_charts.safe_color(band.color),
            "trend": score.trend_text or "",
            "previous": (
                score.previous_id.figure_text if score.previous_id.is_measured else ""
            ),
            "verdict": states[self._judge(score, program.target_points)],
            "share": share.value_text or figures.NOT_MEASURED,
            "share_parts": share.parts_text or "",
            "share_interval": share.interval_text or "",
            "share_target": self._percent(program.target_share),
            "share_verdict": states[self._judge(share, program.target_share)],
            "share_good": share.is_measured
            and is_on_good_side(share.value, program.target_share),
            "acceptable": self._number(program.acceptable_from),
        }

    def _judge(self, value, goal, direction="at_least"):
        return target_status(
            value.value if value.is_measured else None,
            value._get_interval() if value.is_measured else None,
            goal,
            direction,
        )

    def _draw_trend(self, report):
        """Mean score of the clients, period by period up to the end of this one."""
        values = self.env["satisfaction.kpi.value"].search(
            Domain("company_id", "=", report.company_id.id)
            & Domain("kpi", "=", "score")
            & Domain("scope", "=", "company")
            & Domain("is_year", "=", False)
            & Domain("period_end", "<=", report.period_end),
            order="period_start desc",
            limit=TREND_PERIODS,
        )
        points = []
        for value in values.sorted("period_start"):
            interval = value._get_interval() if value.is_measured else None
            points.append(
                svg_charts.TrendPoint(
                    value.period_label,
                    value.value if value.is_measured else None,
                    interval.low if interval else None,
                    interval.high if interval else None,
                )
            )
        while len(points) > 1 and points[0].points is None:
            points.pop(0)
        program = report.program_id
        return svg_charts.trend_chart(
            points,
            title=self.env._("Mean score of the clients by period"),
            description=svg_charts.describe_trend(points, self._number),
            target=program.target_points,
            target_label=self._word_target(program),
            bands=[
                svg_charts.BandStripe(band.lower, band.upper, band.name, band.color)
                for band in program.band_ids
            ],
            empty_text=self.env._("Not measured"),
            accent=self._get_accent(report),
            height=190,
            number=self._number,
        )

    def _word_target(self, program):
        return self.env._(
            "Target %(points)s", points=self._number(program.target_points)
        )

    def _get_accent(self, report):
        return svg_charts.safe_color(report.company_id.primary_color, svg_charts.ACCENT)

    # ------------------------------------------------------------------
    # KPIs against their targets
    # ------------------------------------------------------------------
    def _get_kpis(self, report, values):
        """Rows of satisfaction, then of efficiency, each with goal and verdict."""
        targets = self.env["satisfaction.target"].search(
            Domain("program_id", "=", report.program_id.id)
            & Domain("scope", "=", "company")
        )
        by_key = {target._get_value_key()[1:]: target for target in targets}
        is_year = self._is_year(report)
        Value = self.env["satisfaction.kpi.value"]
        names = dict(Value._fields["kpi"]._description_selection(self.env))
        states = dict(targets._fields["status"]._description_selection(self.env))
        rows = {False: [], True: []}
        for kpi, name in names.items():
            value = self._get_company_value(values, kpi)
            target = by_key.get((kpi, "company", 0, "", is_year), targets.browse())
            if not value.is_measured and not target:
                continue
            status = target and target._judge(value)
            rows[kpi in EFFICIENCY].append(
                {
                    "name": name,
                    "figure": value.figure_text or self.env._("not measured"),
                    "parts": value.parts_text or "",
                    "trend": value.trend_text or "",
                    "goal": target.goal_text or "",
                    "verdict": states.get(status, ""),
                    "owner": target.sudo().accountable_id.name or "",
                }
            )
        return {"satisfaction": rows[False], "efficiency": rows[True]}
