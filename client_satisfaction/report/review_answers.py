# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import lxml.html

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

#: What a VIP said is between the VIP and us: colleagues read that there is a case.
CLOSED = {
    "ticket": "",
    "title": "",
    "points": "",
    "questions": [],
    "comment": "",
    "reasons": "",
    "is_closed": True,
}
FINISHED_CASES = ("done", "reviewed", "closed")
PROBLEMS_SHOWN = 6
CASES_NAMED = 3
COMMENTS_SHOWN = 5


class SatisfactionReviewAnswers(models.AbstractModel):
    """The words in a review report: low answers, cases, comments, planned actions.

    It is handed to the client. So people on the client's side are not named beside
    their answers, and notes of calls stay inside the house.
    """

    _name = "satisfaction.review.answers"
    _description = "Answers in a Review Report"

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
        shown = [
            request for requests, _total in ranked.values() for request in requests
        ]
        low_lines = self._get_low_questions(shown)
        reasons = self._get_reasons(shown)
        return {
            score_id: (
                [
                    self._to_problem(
                        request,
                        low_lines.get(request.id, []),
                        # Answers that came without lines, e.g. by an import
                        reasons.get(request.id) or request.reasons or "",
                    )
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
                points = self._number(line.satisfaction_points)
                result.setdefault(request.id, []).append(
                    f"{line.question_id.title} {points}"
                )
        return result

    def _get_reasons(self, requests):
        """Reasons chosen, in the language of the report, {request id: text}.

        The ledger keeps them in the language of the company, for its own people.
        """
        if not requests:
            return {}
        lines = self.env["survey.user_input.line"].search(
            Domain(
                "user_input_id.satisfaction_request_id",
                "in",
                [request.id for request in requests],
            )
            & Domain("question_id.satisfaction_when_low", "=", True)
            & Domain("suggested_answer_id", "!=", False)
        )
        by_request = lines.grouped(
            lambda line: line.user_input_id.satisfaction_request_id.id
        )
        return {
            request_id: ", ".join(chosen.suggested_answer_id.mapped("value"))
            for request_id, chosen in by_request.items()
        }

    def _to_problem(self, request, questions, reasons):
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
            "reasons": reasons,
            "is_closed": False,
            "follow_up": None,
            **(CLOSED if request.partner_id.satisfaction_is_vip else {}),
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
                    Domain("partner_id", "=", False)
                    | Domain("partner_id.satisfaction_is_vip", "=", False)
                )
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
                    "request": request.id,
                    "state": "",
                    "owner": "",
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
                "is_closed": False,
                **(CLOSED if case.partner_id.satisfaction_is_vip else {}),
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
        """Planned actions with their root causes, then what clients suggested.

        The same actions of several cases stand here once.
        """
        entries = {}
        for case in cases:
            lines = html_lines(case.planned_actions)
            causes = ", ".join(case.root_cause_ids.mapped("complete_name"))
            if lines or causes:
                key = (tuple(lines), causes, case.state in FINISHED_CASES)
                entries.setdefault(key, []).append(case)
        return [
            self._to_case_entry(list(lines), causes, is_done, group)
            for (lines, causes, is_done), group in entries.items()
        ] + comments

    def _to_case_entry(self, lines, causes, is_done, cases):
        """What was planned in these cases, until when, or that it is done."""
        states = dict(cases[0]._fields["state"]._description_selection(self.env))
        names = [case.name for case in cases]
        days = [case.commitment_date for case in cases if case.commitment_date]
        return {
            "kind": "action",
            "source": ", ".join(names[:CASES_NAMED])
            + (" …" if len(names) > CASES_NAMED else ""),
            "state": states["done"] if is_done else "",
            "owner": "",
            "lines": lines,
            "causes": causes,
            "commitment": (
                format_date(self.env, max(days)) if days and not is_done else ""
            ),
        }


def html_lines(html):
    """The text of an HTML field as a list of lines, points of lists marked.

    Plain text on purpose: formatting and pictures of a pasted mail must neither break
    a report's page nor make the printing server load anything.
    """
    if not html:
        return []
    root = lxml.html.fragment_fromstring(str(html), create_parent="div")
    for element in root.xpath("//script | //style | //comment()"):
        element.drop_tree()
    for element in root.xpath("//br | //p | //div | //li | //tr | //h1 | //h2 | //h3"):
        element.tail = f"\n{element.tail or ''}"
        if element.tag == "li":
            element.text = f"\n• {(element.text or '').lstrip()}"
    lines = [line.strip() for line in root.text_content().splitlines()]
    return [line for line in lines if line.strip("• ")]
