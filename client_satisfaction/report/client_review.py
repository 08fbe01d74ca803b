# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import lxml.html

from odoo import api, fields, models
from odoo.addons.base.models.ir_actions_report import _wkhtml
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.image import image_data_uri
from odoo.tools.misc import format_date

from . import figures, svg_charts
from .pdf import SECTION_COLOR, Foot

TREND_PERIODS = 8
PROBLEMS_SHOWN = 6
COMMENTS_SHOWN = 5


class ReportClientReview(models.AbstractModel):
    """Report for the review meeting with a client (R104–R106).

    It says the target, the level, the existing problems and what is suggested, each
    from the stored score and the ledger, in the client's language. It is handed to
    the client: people on the client's side are not named beside their answers, and
    notes of calls stay inside the house.
    """

    _name = "report.client_satisfaction.client_review"
    _description = "Client Review Report"
    _inherit = ["satisfaction.paged.report"]

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
        return {
            score.id: {
                "score": score,
                "lang": self.env.lang,
                "company": self._get_company(score),
                "client": score.client_id.name,
                "client_manager": score.client_id.client_manager_id.name or "",
                "agreement": score.client_id.agreement_level or "",
                "period": self._get_period(score),
                "today": format_date(self.env, fields.Date.context_today(score)),
                "level": self._get_level(score),
                "table": self._get_table(score),
                "trend_chart": self._draw_trend(score, trends[score.id]),
                "trend_text": svg_charts.describe_trend(
                    trends[score.id], self._number
                ),
                "channel_chart": self._draw_channels(score),
                "problems": self._merge_problems(
                    score, problems.get(score.id, ([], 0)), cases.get(score.id, [])
                ),
                "suggestions": self._get_suggestions(
                    comments.get(score.id, []), cases.get(score.id, [])
                ),
                "activity": activity[score.id],
                "case_count": len(cases.get(score.id, [])),
                "thresholds": self._get_thresholds(score),
            }
            for score in scores
        }

    # Figures -----------------------------------------------------------
    def _decimal_point(self):
        return self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."

    def _number(self, points):
        return figures.format_points(points, self._decimal_point())

    def _get_company(self, score):
        company = score.company_id
        return {
            "name": company.name,
            # Made for headers: small, so that the document stays small.
            "logo": image_data_uri(company.logo_web) if company.logo_web else "",
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
            "weight": figures.format_weight(sum(score.line_ids.mapped("weight")), point),
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

    def _draw_trend(self, score, points):
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
            height=190,
            number=self._number,
        )

    def _draw_channels(self, score):
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
            number=self._number,
        )

    # The period's answers and cases --------------------------------------
    def _get_answer_domain(self, score):
        return (
            Domain("company_id", "=", score.company_id.id)
            & Domain("event_date", ">=", score.period_start)
            & Domain("event_date", "<=", score.period_end)
        )

    def _rank_answers(self, scores, domain, order, limit):
        """The first answers of each client's period, and how many there are.

        :param domain: function of a score
        :param order: SQL order within a client
        :return: {score id: (requests, total)}, one query for each period
        """
        Request = self.env["satisfaction.request"]
        Request.flush_model()
        result = {}
        periods = scores.grouped(
            lambda score: (score.program_id, score.period_start, score.period_end)
        )
        for group in periods.values():
            query = Request._search(
                domain(group[0]) & Domain("client_id", "in", group.client_id.ids)
            )
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT client_id, total, array_agg(id ORDER BY rank)
                    FROM (%s) ranked WHERE rank <= %s GROUP BY client_id, total
                    """,
                    query.select(
                        SQL("satisfaction_request.id"),
                        SQL("satisfaction_request.client_id"),
                        SQL(
                            "count(*) OVER (PARTITION BY"
                            " satisfaction_request.client_id) AS total"
                        ),
                        SQL(
                            "row_number() OVER (PARTITION BY"
                            " satisfaction_request.client_id ORDER BY %s) AS rank",
                            order,
                        ),
                    ),
                    limit,
                )
            )
            by_client = {client: (ids, total) for client, total, ids in rows}
            for score in group:
                ids, total = by_client.get(score.client_id.id, ([], 0))
                result[score.id] = (Request.browse(ids), total)
        # One prefetch for all of them
        all_ids = [id_ for requests, _total in result.values() for id_ in requests.ids]
        return {
            score_id: (requests.with_prefetch(all_ids), total)
            for score_id, (requests, total) in result.items()
        }

    def _get_problems(self, scores):
        """Low answers of the period, the worst first (R104)."""
        ranked = self._rank_answers(
            scores,
            lambda score: (
                self._get_answer_domain(score)
                & Domain("state", "=", "answered")
                & Domain("is_scored", "=", True)
                & Domain("worst_points", "<", score.program_id.follow_up_below)
            ),
            SQL("satisfaction_request.worst_points, satisfaction_request.id DESC"),
            PROBLEMS_SHOWN,
        )
        low_lines = self._get_low_questions(
            [request for requests, _total in ranked.values() for request in requests]
        )
        return {
            score_id: (
                [
                    self._to_problem(request, low_lines.get(request.id, []))
                    for request in requests
                ],
                total,
            )
            for score_id, (requests, total) in ranked.items()
        }

    def _get_low_questions(self, requests):
        """Questions rated below the follow-up threshold, {request id: [text]}."""
        result = {}
        if not requests:
            return result
        Line = self.env["survey.user_input.line"]
        ids = [request.id for request in requests]
        lines = Line.search(
            Domain("user_input_id.satisfaction_request_id", "in", ids)
            & Domain("satisfaction_is_scored", "=", True),
            order="satisfaction_points, id",
        )
        for line in lines:
            request = line.user_input_id.satisfaction_request_id
            if line.satisfaction_points < request.program_id.follow_up_below:
                result.setdefault(request.id, []).append(
                    f"{line.question_id.title}: {self._number(line.satisfaction_points)}"
                )
        return result

    def _to_problem(self, request, questions):
        kinds = dict(request._fields["channel_kind"]._description_selection(self.env))
        return {
            "request": request,
            "case": request.case_id,
            "date": format_date(self.env, request.event_date),
            "source": request.channel_id.name or kinds.get(request.channel_kind, ""),
            "ticket": request.ticket_number or "",
            "title": request.ticket_title or "",
            "points": self._number(request.worst_points),
            "questions": questions,
            "comment": request.comment or "",
            "reasons": request.reasons or "",
            "follow_up": None,
        }

    def _get_comments(self, scores):
        """What clients wrote beside good answers: the suggestions (R102, R104)."""
        ranked = self._rank_answers(
            scores,
            lambda score: (
                self._get_answer_domain(score)
                & Domain("state", "=", "answered")
                & Domain("comment", "not in", (False, ""))
                & (
                    Domain("is_scored", "=", False)
                    | Domain("worst_points", ">=", score.program_id.follow_up_below)
                )
            ),
            SQL("satisfaction_request.event_date DESC, satisfaction_request.id DESC"),
            COMMENTS_SHOWN,
        )
        return {
            score_id: [
                {
                    "kind": "comment",
                    "date": format_date(self.env, request.event_date),
                    "source": " ".join(
                        filter(None, [request.channel_id.name, request.ticket_number])
                    ),
                    "lines": [request.comment],
                    "causes": "",
                    "commitment": "",
                }
                for request in requests
            ]
            for score_id, (requests, _total) in ranked.items()
        }

    def _get_cases(self, scores):
        """Cases that were open at some time of the period, {score id: [case]}."""
        Case = self.env["satisfaction.case"]
        if not scores or not Case.has_access("read"):
            return {}
        cases = Case.search(
            Domain("client_id", "in", scores.client_id.ids)
            & Domain("company_id", "in", scores.company_id.ids)
            # A day wider than the period: days are the company's, moments are UTC.
            & Domain(
                "opened_at", "<", max(scores.mapped("period_end")) + timedelta(days=2)
            )
            & (
                Domain("closed_at", "=", False)
                | Domain(
                    "closed_at",
                    ">=",
                    min(scores.mapped("period_start")) - timedelta(days=1),
                )
            ),
            order="opened_at desc, id desc",
        )
        by_client = cases.grouped(lambda case: (case.client_id, case.company_id))
        return {
            score.id: [
                case
                for case in by_client.get((score.client_id, score.company_id), [])
                if self._is_open_in(case, score)
            ]
            for score in scores
        }

    def _is_open_in(self, case, score):
        """Whether a case was open on some day of a score's period."""
        to_day = score.company_id._satisfaction_date
        return to_day(case.opened_at) <= score.period_end and (
            not case.closed_at or to_day(case.closed_at) >= score.period_start
        )

    def _to_follow_up(self, case):
        states = dict(case._fields["state"]._description_selection(self.env))
        # Names of colleagues: every employee may know them, whatever users may be
        # read; nothing else of the user records is shown.
        case_sudo = case.sudo()
        people = (
            case_sudo.client_manager_id
            | case_sudo.service_manager_id
            | case_sudo.senior_manager_id
        )
        return {
            "name": case.name,
            "state": states.get(case.state, ""),
            "people": ", ".join(people.mapped("name")),
            "commitment": (
                format_date(self.env, case.commitment_date)
                if case.commitment_date
                else ""
            ),
            "causes": ", ".join(case.root_cause_ids.mapped("complete_name")),
        }

    def _merge_problems(self, score, ranked, cases):
        """Low answers with their cases, then complaints that came without an answer."""
        problems, total = ranked
        shown = self.env["satisfaction.case"]
        readable = {case.id for case in cases}
        for problem in problems:
            if problem["case"].id in readable:
                problem["follow_up"] = self._to_follow_up(problem["case"])
                shown |= problem["case"]
        complaints = [
            {
                "date": format_date(self.env, case.opened_at),
                "source": self.env._("Complaint"),
                "ticket": case.ticket_number or "",
                "title": case.ticket_title or "",
                "points": "",
                "questions": [],
                "comment": "\n".join(html_lines(case.complaint)),
                "reasons": "",
                "follow_up": self._to_follow_up(case),
            }
            for case in cases
            if case not in shown and (not case.request_id or case.state != "closed")
        ]
        free = max(PROBLEMS_SHOWN - len(problems), 3)
        return {
            "rows": problems + complaints[:free],
            "more": total - len(problems) + max(len(complaints) - free, 0),
        }

    def _get_suggestions(self, comments, cases):
        """Planned actions with their root causes, then what clients suggested."""
        actions = []
        for case in cases:
            lines = html_lines(case.planned_actions)
            if lines or case.root_cause_ids:
                actions.append(
                    {
                        "kind": "action",
                        "source": case.name,
                        "lines": lines,
                        "causes": ", ".join(case.root_cause_ids.mapped("complete_name")),
                        "commitment": (
                            format_date(self.env, case.commitment_date)
                            if case.commitment_date
                            else ""
                        ),
                    }
                )
        return actions + comments

    # Efficiency beside satisfaction --------------------------------------
    def _get_activity(self, scores):
        """Tickets closed, time to close, asks and answers of each period.

        The three sources of a review report (R105) are counted here: surveys, review
        meetings and complaint reviews.
        """
        result = {}
        periods = scores.grouped(
            lambda score: (score.program_id, score.period_start, score.period_end)
        )
        for group in periods.values():
            by_client = self._query_activity(group)
            for score in group:
                result[score.id] = self._to_activity(by_client.get(score.client_id.id))
        return result

    def _query_activity(self, scores):
        # The ledger rows are the reader's own; of the tickets behind them, which the
        # reader may have no access to, only a median and counts leave this query.
        query = self.env["satisfaction.request"]._search(
            self._get_answer_domain(scores[0])
            & Domain("client_id", "in", scores.client_id.ids)
        )
        self.env["helpdesk.ticket"].flush_model(["create_date"])
        self.env["satisfaction.request"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT client_id,
                       count(DISTINCT ticket) FILTER (WHERE kind = 'ticket'),
                       count(*) FILTER (WHERE kind = 'ticket')
                           - count(DISTINCT ticket) FILTER (WHERE kind = 'ticket'),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
                           FILTER (WHERE kind = 'ticket'),
                       count(*) FILTER (WHERE sent),
                       count(*) FILTER (WHERE sent AND state = 'answered'),
                       count(*) FILTER (WHERE state = 'answered' AND NOT meeting),
                       count(*) FILTER (WHERE state = 'answered' AND meeting)
                FROM (%s) asked GROUP BY client_id
                """,
                query.select(
                    SQL("satisfaction_request.client_id"),
                    # The number outlives the ticket
                    SQL(
                        "COALESCE(satisfaction_request.ticket_number,"
                        " satisfaction_request.id::text) AS ticket"
                    ),
                    SQL("satisfaction_request.channel_kind AS kind"),
                    SQL("satisfaction_request.state"),
                    SQL("satisfaction_request.sent_at IS NOT NULL AS sent"),
                    SQL(
                        "satisfaction_request.answer_mode IS NOT DISTINCT FROM"
                        " 'meeting' AS meeting"
                    ),
                    SQL(
                        "(SELECT EXTRACT(EPOCH FROM satisfaction_request.event_at"
                        " - ticket.create_date) FROM helpdesk_ticket ticket"
                        " WHERE ticket.id = satisfaction_request.ticket_id) AS seconds"
                    ),
                ),
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _to_activity(self, row):
        closed, again, seconds, sent, returned, surveys, meetings = row or (
            0,
            0,
            None,
            0,
            0,
            0,
            0,
        )
        return {
            "closed": closed,
            "closed_again": again,
            "median": self._word_duration(seconds),
            "sent": sent,
            "returned": returned,
            "surveys": surveys,
            "meetings": meetings,
        }

    def _word_duration(self, seconds):
        if seconds is None:
            return figures.NOT_MEASURED
        hours = float(seconds) / 3600
        point = self._decimal_point()
        if hours < 48:
            return self.env._(
                "%(count)s hours", count=f"{hours:.1f}".replace(".", point)
            )
        return self.env._(
            "%(count)s days", count=f"{hours / 24:.1f}".replace(".", point)
        )


def html_lines(html):
    """The text of an HTML field as a list of lines, points of lists marked.

    Plain text on purpose: formatting and pictures of a pasted mail must neither break
    a report's page nor make the printing server load anything.
    """
    if not html:
        return []
    lines = []
    for element in lxml.html.fragments_fromstring(str(html)):
        if isinstance(element, str):
            lines.append(element)
            continue
        points = element.xpath("descendant-or-self::li")
        if points:
            lines += [f"• {point.text_content().strip()}" for point in points]
        else:
            lines += element.text_content().splitlines()
    return [line for line in (line.strip() for line in lines) if line.strip("•").strip()]
