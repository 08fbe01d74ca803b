# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from . import figures

#: A single person's answers are nobody else's business: so many others at least.
LEAST_PEOPLE = 2
MOST_FINISHED = 10
MOST_CASES = 20
FINISHED_CASES = ("done", "reviewed", "closed")
FINISHED_ACTIONS = ("done", "reviewed")


class SatisfactionCompanyPage(models.AbstractModel):
    """What the decision leader of a client sees of the whole company (R62, R64, R110).

    Every figure is a stored one, written as in the review report. Whoever calls this
    has made sure that the viewer is a decision leader; it works as superuser and
    returns plain values of that client and those companies only. What one VIP
    answered is not shown to colleagues, nor what would tell it.
    """

    _name = "satisfaction.company.page"
    _description = "A Client's Company in the Portal"

    @api.model
    def _get_pages(self, viewer, companies):
        """One dict for each of our companies that the client knows.

        :param viewer: res.partner, the decision leader who looks
        :param companies: res.company, those of ours the viewer may see
        """
        pages = [self._get_page(viewer, company) for company in companies]
        known = [page for page in pages if page["is_known"]]
        return known or pages[:1]

    @api.model
    def _get_summaries(self, viewer, companies):
        """Level only, for the overview: a list of dicts like those of the pages."""
        return [
            self._get_score(score, viewer)
            for company in companies
            if (score := self._find_score(viewer, company))
        ]

    def _get_page(self, viewer, company):
        client = viewer.commercial_partner_id
        score = self._find_score(viewer, company)
        assessment = self._find_assessment(client, company)
        page = {
            "company": company,
            "score": score and self._get_details(score, viewer),
            "assessment": assessment and self._get_assessment(assessment, viewer),
            "actions": self._get_actions(viewer, company),
            "cases": self._get_cases(viewer, company),
            "reports": self.env["satisfaction.client.report"].search(
                Domain("client_id", "=", client.id)
                & Domain("company_id", "=", company.id)
                & Domain("state", "=", "released")
            ),
        }
        page["is_known"] = any(page[key] for key in page if key != "company")
        return page

    # ------------------------------------------------------------------
    # The score
    # ------------------------------------------------------------------
    def _find_score(self, viewer, company):
        return self.env["satisfaction.score"].search(
            Domain("client_id", "=", viewer.commercial_partner_id.id)
            & Domain("company_id", "=", company.id)
            & Domain("is_latest", "=", True),
            limit=1,
        )

    def _get_score(self, score, viewer):
        review = self.env["report.client_satisfaction.client_review"]
        score = score.with_env(review.env)
        closed, closed_rows = self._find_closed(score, viewer)
        return {
            "company": score.company_id,
            "period": review._get_period(score),
            "is_running": not score.is_frozen
            and score.period_end >= score.company_id._satisfaction_today(),
            "is_closed": closed,
            "rows_closed": closed_rows,
            "level": review._get_level(score),
            "text": score.score_text,
        }

    def _get_details(self, score, viewer):
        values = self._get_score(score, viewer)
        if values["is_closed"]:
            return {**values, "table": None, "trend_charts": ()}
        review = self.env["report.client_satisfaction.client_review"]
        score = score.with_env(review.env)
        table = review._get_table(score)
        if values["rows_closed"]:
            for row in table["rows"]:
                row.update(
                    points="", weighted="", interval="", effective_weight="", source=""
                )
        trend = review._get_trends(score)[score.id]
        return {
            **values,
            "table": table,
            "trend_charts": review._draw_trends(score, trend),
            "thresholds": review._get_thresholds(score),
        }

    def _find_closed(self, score, viewer):
        """Whether the score, or the points of its channels, would tell what a single
        VIP answered: (score, channels)."""
        people = {}
        for code, partner in self.env["satisfaction.request"]._read_group(
            score._get_answer_domain(), ["channel_code", "partner_id"]
        ):
            people.setdefault(code, set()).add(partner)
        everybody = set().union(*people.values()) if people else set()
        return (
            self._tells_on_one(everybody, viewer),
            any(self._tells_on_one(some, viewer) for some in people.values()),
        )

    def _tells_on_one(self, people, viewer):
        """Whether a mean of these people is one VIP's own, seen by the viewer.

        An empty record among them stands for those who answered anonymously, who are
        never few.
        """
        others = [person for person in people if person != viewer]
        return (
            any(person.satisfaction_is_vip for person in others)
            and all(others)
            and len(others) < LEAST_PEOPLE
        )

    # ------------------------------------------------------------------
    # Levels
    # ------------------------------------------------------------------
    def _find_assessment(self, client, company):
        return self.env["satisfaction.assessment"].search(
            Domain("client_id", "=", client.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "done")
            & Domain("points", "!=", False),
            order="date desc, id desc",
            limit=1,
        )

    def _get_assessment(self, assessment, viewer):
        """Levels of the latest finished assessment beside target and the time before
        (R48, R64)."""
        levels = assessment.line_ids.filtered(lambda line: line.kind == "level")
        is_closed = self._is_assessment_closed(assessment, viewer)
        values = {
            "date": format_date(self.env, assessment.date, date_format="long"),
            "is_closed": is_closed,
        }
        if is_closed:
            return values
        point = self.env["satisfaction.score"]._get_decimal_point()
        return {
            **values,
            "text": assessment.score_text,
            "trend": assessment.trend_text,
            "target": _points(assessment.target_points, point),
            "chart": assessment.chart,
            "levels": [
                self._get_level_row(line, assessment.target_points, point)
                for line in levels
            ],
        }

    def _is_assessment_closed(self, assessment, viewer):
        """Whether the result would tell a viewer what a single VIP answered.

        :param viewer: contact of the client who looks; empty: anybody of them
        """
        heard = assessment.request_ids.filtered(
            lambda ask: ask.state == "answered" and ask.is_scored
        ).partner_id
        own = 1 if viewer and viewer in heard else 0
        has_vip = any((heard - viewer).mapped("satisfaction_is_vip"))
        return self._tells_on_one(set(heard), viewer) or (
            # What few judged can be told from the rest and the whole.
            has_vip
            and any(
                0 < line.response_count - own < LEAST_PEOPLE
                for line in assessment.line_ids
            )
        )

    def _get_level_row(self, line, target, point):
        measured = line.points is not False
        return {
            "name": line.name,
            "text": line.score_text,
            "points": _points(line.points, point),
            "gap": figures.format_change(line.points - target, point)
            if measured and target is not False
            else "",
            "is_below": measured and target is not False and line.points < target,
            "before": _points(line.previous_points, point),
            "trend": line.trend_text,
            "fell": line.trend == "fall",
        }

    # ------------------------------------------------------------------
    # What we do
    # ------------------------------------------------------------------
    def _get_actions(self, viewer, company):
        """What we do for the client: the open ones by their day, then what is done."""
        client = viewer.commercial_partner_id
        found = self.env["satisfaction.action"].search(
            Domain("client_ids", "in", client.ids)
            & Domain("company_id", "=", company.id)
            & Domain("state", "!=", "cancelled"),
            order="date_due, id",
        )
        finished = found.filtered(lambda action: action.state in FINISHED_ACTIONS)
        latest = finished.sorted(
            lambda action: (action.done_on or action.date_due, action.id), reverse=True
        )[:MOST_FINISHED]
        return [
            {
                "text": action.client_text or action.name,
                "is_done": action in finished,
                "state": dict(action._fields["state"]._description_selection(self.env))[
                    action.state
                ],
                "day": format_date(
                    self.env,
                    action.done_on if action in finished else action.date_due,
                    date_format="long",
                ),
                "ratings": self._list_ratings(action, viewer)
                if action in finished
                else [],
            }
            for action in (found - finished) + latest
        ]

    def _list_ratings(self, action, viewer):
        """How the client's people rated what was done, 1 to 5, without VIPs'."""
        client = viewer.commercial_partner_id

        def may_see(record):
            person = record.partner_id
            return person == viewer or (person and not person.satisfaction_is_vip)

        remarks = action.remark_ids.filtered(
            lambda remark: (
                remark.client_id == client
                and not remark.is_anonymous
                and (not remark.is_confidential or remark.partner_id == viewer)
            )
        )
        cases = action.case_ids.filtered(
            lambda case: case.client_id == client and case.fix_rating and may_see(case)
        )
        ratings = remarks.outcome_rating_ids.filtered(may_see).mapped("rating")
        return ratings + [int(case.fix_rating) for case in cases]

    def _get_cases(self, viewer, company):
        """The company's cases, the latest first: how far each is, not what was said."""
        client = viewer.commercial_partner_id
        cases = self.env["satisfaction.case"].search(
            Domain("client_id", "=", client.id)
            & Domain("company_id", "=", company.id)
            & (
                Domain("partner_id", "=", viewer.id)
                | Domain("partner_id.satisfaction_is_vip", "=", False)
            ),
            order="received_at desc, id desc",
            limit=MOST_CASES,
        )
        return [
            {
                "number": case.name,
                "title": case._get_client_title(),
                "stage": _get_stage(case),
                "is_done": case.state in FINISHED_CASES,
                "day": case._word_client_day(
                    case.company_id._satisfaction_date(case.received_at)
                ),
                "until": case._word_client_day(case._get_promise_day()),
                "url": case.access_url if case.partner_id == viewer else "",
            }
            for case in cases
        ]


def _get_stage(case):
    """The farthest stage the case reached, in the client's words."""
    return [stage for stage in case._get_client_stages() if stage["reached"]][-1][
        "label"
    ]


def _points(value, point):
    return "" if value is False else figures.format_points(value, point)
