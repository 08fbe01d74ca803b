# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from odoo.addons.base.models.ir_actions_report import _wkhtml

from . import figures, svg_charts
from .document_paper import get_print_logo
from .pdf import SECTION_COLOR, Foot

TREND_PERIODS = 8
PHONE_PERIODS = 4


class ReportClientReview(models.AbstractModel):
    """Report for the review meeting with a client (R104–R106).

    It says the target, the level, the existing problems and what is suggested, each
    from the stored score and the ledger, in the client's language. It is handed to
    the client: people on the client's side are not named beside their answers, and
    notes of calls stay inside the house.
    """

    _name = "report.client_satisfaction.client_review"
    _description = "Client Review Report"
    #: of a chart on a phone, in the units of the wide ones' 680
    _phone_width = 330
    _inherit = [
        "satisfaction.paged.report",
        "satisfaction.review.answers",
        "satisfaction.review.activity",
        "satisfaction.review.meetings",
        "satisfaction.review.remarks",
    ]

    @api.model
    def _get_report_values(self, docids, data=None):
        scores = self.env["satisfaction.score"].browse(docids).exists()
        scores.check_access("read")
        return {
            "doc_ids": scores.ids,
            "doc_model": scores._name,
            "docs": scores,
            "reviews": self._get_reviews(scores),
            "section_color": SECTION_COLOR,
            "print_zoom": self._get_print_zoom(data),
        }

    def _get_print_zoom(self, data):
        """Undo the shrinking of wkhtmltopdf builds on unpatched Qt.

        Their WebKit lays out a page 1.25 times as wide as the paper and can't be told
        otherwise; the rest is the difference of its 96 to the paper's 100 dots.
        """
        if (data or {}).get("report_type") == "pdf" and not _wkhtml().is_patched_qt:
            return "1.29"
        return "1"

    @api.model
    def _get_feet(self, docids):
        feet = []
        for score in self.env["satisfaction.score"].browse(docids).exists():
            model = self.with_context(lang=self._get_lang(score))
            feet.append(
                Foot(
                    f"{score.client_id.name} · {score.period_label} ·"
                    f" {score.company_id.name}",
                    model._word_page_number,
                )
            )
        return feet

    def _word_page_number(self, number, count):
        return self.env._("Page %(number)s of %(count)s", number=number, count=count)

    def _get_lang(self, score):
        """The client's language if it is installed, else the company's, else ours."""
        installed = dict(self.env["res.lang"].get_installed())
        wishes = (
            score.client_id.lang,
            score.company_id.partner_id.lang,
            self.env.lang,
        )
        return next((lang for lang in wishes if lang in installed), "en_US")

    # ------------------------------------------------------------------
    # Plain values for the template, in batch
    # ------------------------------------------------------------------
    @api.model
    def _get_reviews(self, scores):
        """Everything the template shows, a dict for each score, in their order.

        The number of queries depends on how many languages and periods there are,
        not on how many clients.
        """
        reviews = {}
        for lang, group in scores.grouped(self._get_lang).items():
            reviews.update(self.with_context(lang=lang)._get_reviews_in_lang(group))
        return [reviews[score.id] for score in scores]

    def _get_reviews_in_lang(self, scores):
        scores = scores.with_env(self.env)
        trends = self._get_trends(scores)
        problems = self._get_problems(scores)
        comments = self._get_comments(scores)
        cases = self._get_cases(scores)
        activity = self._get_activity(scores)
        meetings = self._get_meetings(scores)
        actions = self._get_open_actions(scores)
        remarks = self._get_remarks(scores)
        waves = self._get_waves(scores)
        return {
            score.id: {
                "score": score,
                "lang": self.env.lang,
                "company": self._get_company(score),
                "client": score.client_id.name,
                "client_manager": score.client_id.client_manager_id.name or "",
                "agreement": score.client_id.agreement_level_id.name or "",
                "period": self._get_period(score),
                "today": format_date(self.env, fields.Date.context_today(score)),
                "level": self._get_level(score),
                "table": self._get_table(score),
                "trend_chart": self._draw_trend(score, trends[score.id]),
                "trend_text": svg_charts.describe_trend(trends[score.id], self._number),
                "channel_chart": self._draw_channels(score),
                "problems": self._merge_problems(
                    score, problems.get(score.id, ([], 0)), cases.get(score.id, [])
                ),
                "suggestions": actions[score.id]
                + self._get_suggestions(
                    [
                        comment
                        for comment in comments.get(score.id, [])
                        # Said once: with our decision where there is one.
                        if comment["request"] not in remarks[score.id]["requests"]
                    ],
                    cases.get(score.id, []),
                ),
                "remarks": remarks[score.id],
                "waves": waves[score.id],
                "activity": activity[score.id],
                "case_count": len(cases.get(score.id, [])),
                "meetings": meetings[score.id],
                "meeting_count": self._count_meetings(meetings[score.id], "service"),
                "complaint_review_count": self._count_meetings(
                    meetings[score.id], "complaint"
                ),
                "thresholds": self._get_thresholds(score),
            }
            for score in scores
        }

    def _count_meetings(self, meetings, kind):
        return len([meeting for meeting in meetings if meeting["kind"] == kind])

    # Figures -----------------------------------------------------------
    def _decimal_point(self):
        return self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."

    def _number(self, points):
        return figures.format_points(points, self._decimal_point())

    def _get_company(self, score):
        company = score.company_id
        return {
            "name": company.name,
            "logo": get_print_logo(company),
            "color": svg_charts.safe_color(company.primary_color, svg_charts.ACCENT),
        }

    def _get_period(self, score):
        start = format_date(self.env, score.period_start)
        end = format_date(self.env, score.period_end)
        return {"label": score.period_label, "dates": f"{start} – {end}"}

    def _get_level(self, score):
        point = self._decimal_point()
        measured = score.is_measured
        points = score.points if measured else None
        low, high = self._interval_of(score)
        gap = points - score.target_points if measured else None
        return {
            "measured": measured,
            "points": figures.format_points(points, point),
            "text": figures.format_score(
                points, score.response_count, low, high, point
            ),
            "interval": figures.format_interval(low, high, point),
            "count": score.response_count,
            "target": figures.format_points(score.target_points, point),
            "gap": figures.format_change(gap, point) if measured else "",
            "reached": measured and gap >= 0,
            "band": score.band_id.name or "",
            "band_color": svg_charts.safe_color(score.band_id.color),
            "provisional": score.is_provisional,
            "trend": score.trend or "",
            "trend_text": dict(
                score._fields["trend"]._description_selection(self.env)
            ).get(score.trend, ""),
            "change": (
                figures.format_change(score.change, point)
                if measured and score.previous_id
                else ""
            ),
            "previous": (
                self._number(score.previous_id.points)
                if score.previous_id.is_measured
                else ""
            ),
        }

    def _interval_of(self, record):
        if record.is_measured and record.has_interval:
            return record.interval_low, record.interval_high
        return None, None

    def _get_table(self, score):
        """The calculation table (演算表, R62) with its source periods (D7)."""
        point = self._decimal_point()
        rows = []
        for line in score.line_ids:
            low, high = self._interval_of(line)
            measured = line.is_measured
            rows.append(
                {
                    "channel": line.channel_id.name or line.channel_code,
                    "measured": measured,
                    "points": self._number(line.points if measured else None),
                    "count": line.response_count,
                    "interval": figures.format_interval(low, high, point),
                    "weight": figures.format_weight(line.weight, point),
                    "effective_weight": figures.format_weight(
                        line.effective_weight, point
                    ),
                    "weighted": (
                        figures.format_weighted(line.weighted_points, point)
                        if measured
                        else figures.NOT_MEASURED
                    ),
                    "source": self._get_source(line) if measured else "",
                }
            )
        return {
            "rows": rows,
            "weight": figures.format_weight(
                sum(score.line_ids.mapped("weight")), point
            ),
            "effective_weight": figures.format_weight(
                sum(score.line_ids.mapped("effective_weight")), point
            ),
        }

    def _get_source(self, line):
        if not line.source_start:
            return ""
        return self.env["satisfaction.program"]._get_period_label(
            line.source_start, line.source_end
        )

    def _get_thresholds(self, score):
        program = score.program_id
        point = self._decimal_point()
        return {
            "bands": [
                f"{figures.format_interval(band.lower, band.upper, point)} {band.name}"
                for band in program.band_ids.sorted("lower")
            ],
            "follow_up": self._number(program.follow_up_below),
        }

    # Charts ------------------------------------------------------------
    def _get_trends(self, scores):
        """The last periods up to each score's own, oldest first, with their gaps."""
        slots = {score.id: self._get_slots(score) for score in scores}
        starts = [start for periods in slots.values() for start, _end in periods]
        stored = self.env["satisfaction.score"].search_fetch(
            Domain("client_id", "in", scores.client_id.ids)
            & Domain("company_id", "in", scores.company_id.ids)
            & Domain("period_start", ">=", min(starts))
            & Domain("period_end", "<=", max(scores.mapped("period_end"))),
            ["points", "is_measured", "has_interval", "interval_low", "interval_high"],
        )
        found = {
            (one.client_id, one.company_id, one.period_start, one.period_end): one
            for one in stored
        }
        trends = {}
        for score in scores:
            points = []
            for start, end in slots[score.id]:
                key = (score.client_id, score.company_id, start, end)
                points.append(self._to_trend_point(score, start, end, found.get(key)))
            while len(points) > 1 and points[0].points is None:
                points.pop(0)
            trends[score.id] = points
        return trends

    def _get_slots(self, score):
        periods = [(score.period_start, score.period_end)]
        while len(periods) < TREND_PERIODS:
            day_before = periods[-1][0] - timedelta(days=1)
            periods.append(score.program_id._get_period(day_before))
        return periods[::-1]

    def _to_trend_point(self, score, start, end, stored):
        label = score.program_id._get_period_label(start, end)
        if not stored or not stored.is_measured:
            return svg_charts.TrendPoint(label, None)
        low, high = self._interval_of(stored)
        return svg_charts.TrendPoint(
            label, stored.points, low, high, stored.is_provisional
        )

    def _draw_trends(self, score, points):
        """The trend for a desk and, fewer periods, for a phone.

        Drawn twice: letters of a wide picture are too small on a phone.
        """
        return (
            self._draw_trend(score, points),
            self._draw_trend(score, points[-PHONE_PERIODS:], self._phone_width),
        )

    def _draw_trend(self, score, points, width=680, height=190):
        return svg_charts.trend_chart(
            points,
            title=self.env._("Score by period"),
            description=svg_charts.describe_trend(points, self._number),
            target=score.target_points,
            target_label=self.env._(
                "Target %(points)s", points=self._number(score.target_points)
            ),
            bands=[
                svg_charts.BandStripe(band.lower, band.upper, band.name, band.color)
                for band in score.program_id.band_ids
            ],
            empty_text=self.env._("Not measured"),
            accent=svg_charts.safe_color(
                score.company_id.primary_color, svg_charts.ACCENT
            ),
            width=width,
            height=height,
            number=self._number,
        )

    def _draw_channels(self, score, width=680):
        bars = []
        for line in score.line_ids:
            low, high = self._interval_of(line)
            bars.append(
                svg_charts.Bar(
                    line.channel_id.name or line.channel_code,
                    line.points if line.is_measured else None,
                    low,
                    high,
                    f"n = {line.response_count}",
                )
            )
        return svg_charts.bar_chart(
            bars,
            title=self.env._("Channels against the target"),
            description="; ".join(
                f"{bar.label}: {self._number(bar.points)}" for bar in bars
            ),
            target=score.target_points,
            target_label=self.env._(
                "Target %(points)s", points=self._number(score.target_points)
            ),
            empty_text=self.env._("Not measured"),
            accent=svg_charts.safe_color(
                score.company_id.primary_color, svg_charts.ACCENT
            ),
            row_height=22,
            width=width,
            number=self._number,
        )
